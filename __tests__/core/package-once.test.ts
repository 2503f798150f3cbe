import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { packageOnce } from '../../src/core/package-once.js';
import { newReceipt } from '../../src/core/receipt.js';
import { makePackage } from '../support/package.js';

const facts = { operation: 'preview', provider: 'aws-lambda', function: 'api', alias: 'live' };

/** A package that is safe at once, and done a little later. */
async function begun() {
  const pkg = await makePackage({ 'index.js': 'one' });
  const receipt = newReceipt(facts, new Date());
  const asked: boolean[] = [];
  const pack = packageOnce(
    async (safe, isWanted) => {
      safe();
      await sleep(50);
      asked.push(isWanted());
      return pkg;
    },
    receipt,
    (_, work) => work(),
  );
  await pack.safe();
  return { pack, receipt, asked, pkg };
}

test('a package that nobody asked for is named once it is done', async () => {
  const { receipt, pkg } = await begun();
  await sleep(100);
  expect(receipt.package?.file).toBe(pkg.file);
});

test('one that is not done when the run is over is given up', async () => {
  const { pack, receipt, asked } = await begun();
  pack.giveUp();
  await sleep(100);
  expect([asked, receipt.package]).toEqual([[false], undefined]);
});
