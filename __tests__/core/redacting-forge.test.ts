import { expect, test } from '@jest/globals';
import type { Forge } from '../../src/core/forge.js';
import { silentLog } from '../../src/core/log.js';
import { newReceipt } from '../../src/core/receipt.js';
import { redactingForge, redactor } from '../../src/core/redact.js';

const receipt = () => ({
  ...newReceipt({ operation: 'deploy', provider: 'invoke', function: 'api', alias: 'active' }, new Date(0)),
  source: { ref: 'refs/heads/s3cret-word' },
});
const opened = { id: 1, environment: 'production' };

/** What the forge was given, as text. */
async function sent(use: (forge: Forge) => Promise<unknown> | undefined): Promise<string> {
  const seen: unknown[] = [];
  const see = async (...given: unknown[]) => {
    seen.push(structuredClone(given));
    return opened;
  };
  const words = redactor(silentLog);
  words.log.mask('s3cret-word');
  await use(
    redactingForge(
      {
        save: async (now) => void seen.push(now),
        openDeployment: see,
        endDeployment: async (...a) => void (await see(...a)),
      },
      words,
    ),
  );
  return JSON.stringify(seen);
}

test('a masked word does not get into the payload of a deployment', async () => {
  const text = await sent((forge) => forge.openDeployment?.('production', receipt(), { stable: '7' }));
  expect(text).toContain('refs/heads/***');
  expect(text).not.toContain('s3cret-word');
});

test('a masked word in an error does not get into the status of a deployment', async () => {
  const end = { state: 'failure', description: 'The server said: s3cret-word is no key.' } as const;
  const text = await sent((forge) => forge.endDeployment?.(opened, receipt(), end));
  expect(text).toContain('The server said: ***');
  expect(text).not.toContain('s3cret-word');
});

test('the receipt of the run is left as it is', async () => {
  const mine = receipt();
  await sent((forge) => forge.openDeployment?.('production', mine, { stable: '7' }));
  expect(mine.source.ref).toBe('refs/heads/s3cret-word');
});

test('what a forge cannot do, it still cannot', () => {
  expect(redactingForge({ save: async () => undefined }, redactor(silentLog)).openDeployment).toBeUndefined();
});
