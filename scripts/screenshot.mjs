// node scripts/screenshot.mjs [HEIGHT]
//
// Draws docs/summary.png: a canary deploy and its summary, made by dist against the sandbox as a runner would, rendered
// as GitHub shows it, and photographed by Chromium. Needs `chromium` on the PATH and a fresh `npm run bundle`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const load = (name) => import(pathToFileURL(path.join(ROOT, 'lib', name)).href);
const [{ startAll }, { runStep }, { htmlPage: page }, { fixture: cast }] = await Promise.all([
  load('sandbox/start.js'),
  load('sandbox/step-runner.js'),
  load('report/html-page.js'),
  load('sandbox/demo/lambda.js'),
]);

const scratch = mkdtempSync(path.join(tmpdir(), 'screenshot-'));
const sandbox = await startAll({ providers: ['aws-lambda'], port: 4010, scale: 0.01 });
try {
  const html = path.join(scratch, 'summary.html');
  writeFileSync(html, await page('Versioned Deploy', [{ title: 'deploy summary', markdown: await canary() }]));
  photograph(html);
} finally {
  await sandbox.close();
  rmSync(scratch, { recursive: true, force: true });
}

/** Version one live, version two with a tenth: answers the second summary. */
async function canary() {
  const workspace = path.join(scratch, 'workspace');
  const source = path.join(workspace, 'build');
  mkdirSync(workspace);
  cpSync(path.join(ROOT, 'examples', 'functions', cast.sample), source, { recursive: true });
  const file = path.join(source, cast.file);
  const step = (more) =>
    runStep({
      script: path.join(ROOT, 'dist', 'index.js'),
      workspace,
      temp: path.join(scratch, 'temp'),
      inputs: { ...cast.where(sandbox.url), function: 'checkout', path: 'build', ...cast.deploy, ...more },
      env: {
        ...cast.env,
        PATH: process.env.PATH,
        GITHUB_ACTION_REPOSITORY: 'OWNER/versioned-deploy',
        GITHUB_ACTION_REF: 'v1',
      },
    });
  await step({ switch: 'true' });
  writeFileSync(file, readFileSync(file, 'utf8').replace("'one'", "'two'"));
  const { code, summary, log } = await step({ 'canary-weight': '10', 'rollback-workflow': 'rollback.yml' });
  if (code !== 0) throw new Error(log);
  return summary;
}

function photograph(html) {
  const height = process.argv[2] ?? '700';
  execFileSync('chromium', [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    '--force-device-scale-factor=2',
    `--user-data-dir=${path.join(scratch, 'profile')}`,
    `--window-size=940,${height}`,
    `--screenshot=${path.join(ROOT, 'docs', 'summary.png')}`,
    pathToFileURL(html).href,
  ]);
}
