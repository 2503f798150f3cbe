import { setFlagsFromString } from 'node:v8';

/**
 * Does `work` without letting V8 enlarge the space for young objects. What packing makes dies young or lives to the
 * end, so a larger space only fills with garbage: some 100 MiB of it at 200,000 files (Node 24). V8 reads this factor
 * whenever it thinks of growing, so it may change while it runs; 2 is its own. Nothing but memory depends on it.
 */
export async function withSmallNursery<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--semi-space-growth-factor=1');
  try {
    return await work();
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2');
  }
}
