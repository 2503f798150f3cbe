// npm run lint:workflows
//
// Looks at our workflows and those of examples/ with what others wrote for it: actionlint (syntax, expressions, shell) and
// zizmor (injection, permissions, actions that are not pinned). Needs Go and Python 3; without them it is skipped with a
// line that says so, but never in CI.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWith, goTool, pythonTool } from './installed-tools.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDERS = ['.github/workflows', 'examples/workflows'];

const filesIn = (folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${folder}/${name}`);

const passes = (command, args) => spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' }).status === 0;

await exitWith('lint:workflows', 'no workflow was looked at', () => {
  const files = FOLDERS.flatMap(filesIn);
  const actionlint = goTool({
    name: 'actionlint',
    version: '1.7.12',
    module: 'github.com/rhysd/actionlint/cmd/actionlint',
  });
  const zizmor = pythonTool({ name: 'zizmor', version: '1.32.0' });
  const results = [
    passes(actionlint, files),
    // Offline: what it would ask GitHub depends on the day.
    passes(zizmor, ['--offline', '--no-progress', '--quiet', '--config', '.github/zizmor.yml', ...files, 'action.yml']),
  ];
  if (results.includes(false)) return 1;
  console.log(`${files.length} workflows and action.yml: nothing to say.`);
  return 0;
});
