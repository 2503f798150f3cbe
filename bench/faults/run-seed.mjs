import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DIST, scratch, where } from '../stage.mjs';
import { broken } from './invariants.mjs';
import { startProxy } from './proxy.mjs';
import { readVendor } from './vendor.mjs';

const SECRET = 'faults'.repeat(7);
/** A version of 2.0 freezes a whole service, which cleanup does not ask about. */
const ALLOWED = { allow: '' };
/** s; what the run may take of its own will, and what it gets on top before it counts as hanging */
const [TIMEOUT, BEYOND] = [30, 75];

const INPUTS = {
  deploy: { path: 'build', switch: 'true' },
  publish: { path: 'build' },
  canary: { operation: 'canary', path: 'build', 'canary-weight': '10' },
  promote: { operation: 'promote' },
  rollback: { operation: 'rollback', version: '1' },
  rollout: { path: 'build', rollout: '10:1s,100', 'gate.unchecked': 'true', timeout: '120s' },
  cleanup: { operation: 'cleanup', retention: '{keep: 1, min-age: 0s}' },
};

/**
 * Plays one schedule against a fresh sandbox. Returns what is broken, as sentences, and what a person needs to see why:
 * `{ problems, log, met }`, `met` being what happened of the schedule.
 */
export async function runSeed(schedule, { startAll, startStep, environmentOf, script = DIST }) {
  const { provider } = schedule;
  const sandbox = await startAll({ providers: [provider], scale: 0.001, names: ['127.0.0.1'], secret: SECRET });
  const proxy = await startProxy(sandbox.url);
  const place = scratch();
  try {
    const stage = createStage({ provider, sandbox, place, startStep, script, keys: environmentOf(SECRET) });
    return await play(schedule, { ...stage, proxy, sandbox });
  } finally {
    await proxy.close();
    await sandbox.close();
    place.remove();
  }
}

function createStage({ provider, sandbox, place, startStep, script, keys }) {
  const env = { ...keys, AWS_EC2_METADATA_DISABLED: 'true', PATH: process.env.PATH, HOME: place.home };
  return {
    look: () => readVendor(sandbox, provider),
    code(word) {
      const folder = join(place.workspace, 'build');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'index.js'), `exports.handler = async () => '${word}';\n`);
      writeFileSync(join(folder, 'index.mjs'), `export const handler = async () => '${word}';\n`);
      writeFileSync(join(folder, 'package.json'), '{}');
    },
    /** `url`: the vendor's, or the proxy's */
    start: (url, inputs, more = {}, file = script) =>
      startStep({
        script: file,
        inputs: { ...where(provider, url), timeout: `${TIMEOUT}s`, ...inputs },
        workspace: place.workspace,
        temp: place.temp,
        env: { ...env, ...more },
      }),
    post: script.replace(/index\.js$/, 'post.js'),
  };
}

/** What was there before the operation: two versions live one after the other, and what the operation works on. */
async function setUp({ operation, provider }, { start, code, sandbox }) {
  const steps = [
    ['one', INPUTS.deploy],
    ['two', INPUTS.deploy],
  ];
  if (operation === 'promote') steps.push(['three', INPUTS.canary]);
  if (operation === 'cleanup') steps.push(['three', INPUTS.publish], ['four', INPUTS.publish]);
  for (const [at, [word, inputs]] of steps.entries()) {
    code(word);
    const { end } = await start(sandbox.url, inputs, { GITHUB_RUN_ID: String(100 + at) });
    const { code: exit, log } = await end;
    if (exit !== 0) throw new Error(`${word} on ${provider} could not be set up:\n${log}`);
  }
  code('new');
}

async function play(schedule, stage) {
  const { start, look, proxy, sandbox, post } = stage;
  const { operation, faults, kill, actor } = schedule;
  await setUp(schedule, stage);
  const before = look();
  const inputs = { ...INPUTS[operation], ...(operation === 'cleanup' && ALLOWED) };
  const limitMs = (Number.parseInt(inputs.timeout ?? TIMEOUT, 10) + BEYOND) * 1000;
  let child;
  let acted = false;
  let [acting, beforeActor] = [];
  proxy.arm(faults, async ({ index, write, when }) => {
    if (kill && write === kill.write && when === kill.when) {
      child.kill('SIGKILL');
      await sleep(20);
    }
    if (!actor || when !== 'before') return;
    if (!acted && index === actor.at) {
      acted = true;
      beforeActor = look();
      acting = start(sandbox.url, INPUTS.rollback, { GITHUB_RUN_ID: '900' }).then(({ end }) => end);
    }
    // All wait until somebody else is done, or it would be chance who comes first.
    await acting;
  });
  const started = performance.now();
  const running = await start(proxy.url, inputs);
  child = running.child;
  const hanging = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const result = await running.end;
  clearTimeout(hanging);
  const ms = performance.now() - started;
  const [met, seen] = [proxy.met(), proxy.seen()];
  proxy.arm();
  const killed = result.code === null && ms < limitMs;
  let told = result;
  if (killed && kill?.post) {
    const kept = Object.fromEntries(Object.entries(result.state).map(([name, value]) => [`STATE_${name}`, value]));
    told = await (await start(sandbox.url, inputs, kept, post)).end;
  }
  const after = look();
  // Nobody tells anything of a run that was killed without a post step: the next run must find out.
  const again = await (await start(sandbox.url, inputs, { GITHUB_RUN_ATTEMPT: '2' })).end;
  const facts = { schedule, before, after, end: look(), result, told, again, killed, acted, beforeActor, ms, seen };
  return {
    problems: broken(facts),
    log: logOf(facts),
    met: [...met, ...(killed ? [killOf(kill)] : []), ...(acted ? ['somebody rolls back'] : [])],
  };
}

const killOf = ({ post }) => (post ? 'killed, post step' : 'killed, no post step');

const logOf = ({ before, after, end, result, told, again, seen }) =>
  [
    ...seen.map((line, at) => `${at + 1}. ${line}`),
    `before: ${JSON.stringify(before)}`,
    `--- the run (exit ${result.code})\n${result.log}`,
    told === result ? '' : `--- its post step (exit ${told.code})\n${told.log}`,
    `after: ${JSON.stringify(after)}`,
    `--- once more (exit ${again.code})\n${again.log}`,
    `end: ${JSON.stringify(end)}`,
  ].join('\n');
