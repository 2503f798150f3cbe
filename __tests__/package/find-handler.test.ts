import { describe, expect, test } from '@jest/globals';
import { EXECUTABLE_MODE, LINK_MODE, PLAIN_MODE } from '../../src/core/file-modes.js';
import type { HandlerSetting } from '../../src/core/provider.js';
import { findHandlerProblem } from '../../src/package/find-handler.js';

type File = string | [path: string, mode: number];

/** What is said of these files; a setting is a plain function with nothing but a handler unless told otherwise. */
function problemOf(files: File[], setting: Partial<HandlerSetting>, ready = false) {
  const entries = files.map((file) => {
    const [path, mode] = typeof file === 'string' ? ([file, PLAIN_MODE] as const) : file;
    return { path, mode, size: 1, sha256: '' };
  });
  const plain = { runtime: 'nodejs22.x', handler: 'index.handler', layers: 0, variables: [] };
  return findHandlerProblem({ entries, ready }, { ...plain, ...setting });
}

const verdict = (...given: Parameters<typeof problemOf>) => {
  const problem = problemOf(...given);
  return problem ? (problem.unsure ?? 'sure') : 'there';
};

const node = (handler: string, runtime = 'nodejs22.x') => ({ runtime, handler });
const python = (handler: string) => ({ runtime: 'python3.13', handler });
const own = { runtime: 'provided.al2023', handler: 'bootstrap' };
const custom = (...command: string[]) => ({ runtime: 'custom.debian12', handler: '', command });

describe('the handler is there', () => {
  test.each<[File[], Partial<HandlerSetting>]>([
    [['index.js'], node('index.handler')],
    [['index.mjs'], node('index.handler')],
    [['index.cjs'], node('index.nested.handler')],
    [['index'], node('index.handler')],
    [['index/index.js'], node('index.handler')],
    [['src/app.js'], node('src/app.handler')],
    [['src/app.mjs'], node('./src/app.handler')],
    [['src/v1.2/app.js'], node('src/v1.2/app.handler')],
    [['src/app.js'], node('/var/task/src/app.handler')],
    [['src/app.ts'], node('src/app.handler', 'nodejs24.x')],
    [[['index.js', LINK_MODE]], node('index.handler')],
    [[['src', LINK_MODE], 'lib/app.js'], node('src/app.handler')],
    [['app.py'], python('app.handler')],
    [['a/b.py'], python('a.b.handler')],
    [['a/b.py'], python('a/b.handler')],
    [['a/b/__init__.py'], python('a.b.handler')],
    [['app.pyc'], python('app.handler')],
    [['app.cpython-313-x86_64-linux-gnu.so'], python('app.handler')],
    [[['bootstrap', EXECUTABLE_MODE]], own],
    [[['bootstrap', LINK_MODE], 'lib/start'], own],
    [[['bootstrap', EXECUTABLE_MODE]], { runtime: 'custom', handler: '' }],
    [['server.js'], custom('node', 'server.js')],
    [['bin/run'], custom('/code/bin/run', '--port', '9000')],
    [['readme.md'], custom('npm', 'start')],
  ])('in %j for %j', (files, setting) => {
    expect(verdict(files, setting)).toBe('there');
  });
});

describe('the handler is surely missing', () => {
  test.each<[File[], Partial<HandlerSetting>]>([
    [['build/index.js'], node('index.handler')],
    [['readme.md'], node('index.handler')],
    [['Index.js'], node('index.handler')],
    [['index.js/readme.md'], node('index.handler')],
    [['index.js'], node('main.handler', 'nodejs20')],
    [['lib/app.js'], node('src/app.handler')],
    [['src/app.py'], python('app.handler')],
    [['a.py'], python('a.b.handler')],
    [['app.pyi'], python('app.handler')],
    [['build/bootstrap'], own],
    [['main'], own],
    [['bootstrap'], own],
    [['bootstrap'], { runtime: 'custom.debian12', handler: 'index.handler' }],
  ])('from %j for %j', (files, setting) => {
    expect(verdict(files, setting)).toBe('sure');
  });
});

describe('nobody can be sure', () => {
  test.each<[string, File[], Partial<HandlerSetting>]>([
    ['a layer may hold it', ['readme.md'], { layers: 1 }],
    ['a layer may hold it', ['main'], { ...own, layers: 2 }],
    ['the handler is no path inside the package', ['app.js'], node('/opt/nodejs/wrapper.handler')],
    ['the handler is no path inside the package', ['x.js'], node('../app.handler')],
    ['the variable NODE_PATH may lead to it', ['lib/index.js'], { variables: ['STAGE', 'NODE_PATH'] }],
    ['the variable AWS_LAMBDA_EXEC_WRAPPER may lead to it', ['x.js'], { variables: ['AWS_LAMBDA_EXEC_WRAPPER'] }],
    ['the names of its variables cannot be read, and they may lead to it', ['x.js'], { variables: undefined }],
    ['the runtime may take index.ts', ['index.ts'], node('index.handler')],
    ['the runtime may take app.js', ['app.js'], node('src/app.handler')],
    ['the runtime may take node_modules/app/package.json', ['node_modules/app/package.json'], node('app.handler')],
    ['the command may mean another file', ['build/server.js'], custom('node', 'server.js')],
  ])('because %s', (why, files, setting) => {
    expect(verdict(files, setting)).toBe(why);
  });

  test('whether an archive made elsewhere lost the bit that makes bootstrap executable', () => {
    expect(verdict(['bootstrap'], own, true)).toMatch(/^the archive may come from a system/);
  });
});

test.each([
  [{ runtime: 'java21', handler: 'example.Handler::handleRequest' }],
  [{ runtime: 'ruby3.3', handler: 'app.handler' }],
  [{ runtime: '', handler: '' }],
  [node('index')],
])('of %j nothing is known, so nothing is said', (setting) => {
  expect(problemOf(['readme.md'], setting)).toBeUndefined();
});

describe('where it was seen', () => {
  test.each<[File[], Partial<HandlerSetting>, object | undefined]>([
    [['a/b/index.js', 'build/index.mjs'], node('index.handler'), { file: 'build/index.mjs', folder: 'build' }],
    [['shop/src/app.js'], node('src/app.handler'), { file: 'shop/src/app.js', folder: 'shop' }],
    [['lib/app.mjs'], node('src/app.handler'), { file: 'lib/app.mjs' }],
    [['node_modules/x/index.js'], node('index.handler'), undefined],
    [['site-packages/app.py', 'src/app.py'], python('app.handler'), { file: 'src/app.py', folder: 'src' }],
    [['dist/bootstrap'], own, { file: 'dist/bootstrap', folder: 'dist' }],
    [['build/server.js'], custom('node', 'server.js'), { file: 'build/server.js', folder: 'build' }],
  ])('of %j for %j', (files, setting, seen) => {
    expect(problemOf(files, setting)?.seen).toEqual(seen);
  });
});

test('names what was looked for', () => {
  expect(problemOf(['x'], node('src/app.handler'))?.problem).toBe(
    'the package has none of src/app.js, src/app.mjs and src/app.cjs',
  );
  expect(problemOf(['x'], python('a.b.handler'))?.problem).toBe('the package has neither a/b.py nor a/b/__init__.py');
});
