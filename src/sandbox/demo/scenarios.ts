import type { DemoSteps } from './demo-steps.js';

/** How many real calls are counted while a canary runs. */
const CALLS = 100;

/** Two deploys, and back. The same for each provider. */
export async function switchScenario(scene: DemoSteps): Promise<void> {
  await scene.deploy('Deploy version one and switch to it', { switch: 'true' });
  await scene.serves('one');
  await scene.edit('two');
  const second = await scene.deploy('Change the code, deploy version two and switch to it', { switch: 'true' });
  await scene.serves('two');
  await scene.paste(second);
  await scene.serves('one');
}

/** Version one live, a share for version two, promoted, and back. */
export async function canaryScenario(scene: DemoSteps, say: (text: string) => void): Promise<void> {
  await scene.deploy('Deploy version one and switch to it', { switch: 'true' });
  await scene.serves('one');
  await scene.edit('two');
  await scene.deploy('Change the code, deploy version two as a 10 % canary', { 'canary-weight': '10' });
  say(chart(await splitSeen(scene)));
  const promoted = await scene.step('Promote the canary', { operation: 'promote' });
  await scene.serves('two');
  await scene.paste(promoted);
  await scene.serves('one');
}

/** Throws when the calls were not split as asked: within a quarter of the calls, however a vendor draws its lots. */
async function splitSeen(scene: DemoSteps): Promise<Record<string, number>> {
  const seen = await scene.count(CALLS);
  const { one = 0, two = 0 } = seen;
  if (two < 1 || two > CALLS / 4 || one + two !== CALLS) {
    throw new Error(`The traffic is not split as asked: ${JSON.stringify(seen)}`);
  }
  return seen;
}

function chart(seen: Record<string, number>): string {
  const rows = Object.entries(seen).sort(([a], [b]) => a.localeCompare(b));
  const lines = rows.map(([version, calls]) => `    version "${version}"  ${'#'.repeat(calls / 2)} ${calls}`);
  return [`\n--> ${CALLS} real calls through the alias were answered by`, ...lines].join('\n');
}
