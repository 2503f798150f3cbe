import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { nativeCode } from '../../src/archive/load-native-code.js';
import { pack, scratch, workspace } from '../package/support.js';

const real = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly') as PropertyDescriptor;
afterEach(() => {
  Object.defineProperty(globalThis, 'WebAssembly', real);
});

const NO_MEMORY = {
  Instance: function instance() {
    throw new RangeError('Out of memory: Cannot allocate Wasm memory for new instance');
  },
};

test.each([
  ['without WebAssembly, as with --jitless,', undefined],
  ['without address space for WebAssembly', NO_MEMORY],
])('%s packing ends in a sentence and leaves nothing', async (_, value) => {
  if (value) nativeCode();
  const outDir = scratch();
  Object.defineProperty(globalThis, 'WebAssembly', { ...real, value });
  await expect(pack(workspace({ 'index.js': 'export default 1;' }), { outDir })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('WebAssembly'),
    next: expect.stringContaining('--jitless'),
  });
  expect(readdirSync(outDir)).toEqual([]);
});
