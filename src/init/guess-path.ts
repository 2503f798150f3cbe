import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where functions of one repository usually lie, the most telling first; {name} is the function. */
const HOMES = [
  'functions/{name}',
  'services/{name}',
  'packages/{name}',
  'lambdas/{name}',
  'apps/{name}',
  'src/{name}',
  '{name}',
];
const OUTPUTS = ['dist', 'build', 'out'];

/**
 * The folder of this function in the checkout, as its `path`: what its build puts there if that can be seen, else the
 * folder itself. undefined: none has its name.
 */
export function guessPath(root: string, name: string): string | undefined {
  // `@shop/checkout` and an ARN end in the plain name.
  const plain = name.split(/[/:]/).at(-1) ?? name;
  const home = HOMES.map((pattern) => pattern.replace('{name}', plain)).find((path) => isFolder(join(root, path)));
  if (home === undefined) return undefined;
  const output = OUTPUTS.find((folder) => isFolder(join(root, home, folder)));
  return output === undefined ? home : `${home}/${output}`;
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
