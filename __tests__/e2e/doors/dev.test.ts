import path from 'node:path';
import { expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';
import { paste, ROOT } from '../../support/run-dist.js';

test('npm run dev deploys from the sources, zip worker included, without bundling', async () => {
  const place: InvokePlace = await invokePlace();
  try {
    // Enough files that the archive asks for its worker.
    const files = Array.from({ length: 300 }, (_, n) => [`build/lib/${n}.js`, `export const n = ${n};\n`.repeat(200)]);
    await place.write(Object.fromEntries(files));
    await place.live('zero');
    await place.write({ 'build/index.js': "export default (req, res) => res.json({ word: 'dev' });\n" });
    const where = `--provider invoke --function @demo/sample --invoke.url ${place.sandbox.url}`;
    const line = `node '${path.join(ROOT, 'scripts', 'dev.mjs')}' deploy ${where} --path build --switch`;
    const { code, stdout, stderr } = await place.paste(line);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('worker')]);
    expect(stdout).toContain('version');
    expect(await place.answer()).toBe('{"word":"dev"}');
  } finally {
    await place.close();
  }
});

test('npm run dev ends as the run ends', async () => {
  const { code, stdout } = await paste(`node '${path.join(ROOT, 'scripts', 'dev.mjs')}' deploy --path x`, {
    cwd: ROOT,
  });
  expect([code, stdout]).toEqual([2, expect.stringContaining('`provider` is missing')]);
});
