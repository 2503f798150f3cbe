import { expect, it } from '@jest/globals';
import type { Step } from '../../../src/core/model.js';
import { forBothGenerations } from './both-generations.js';

forBothGenerations('the writes of a publish', (on) => {
  it('are an upload and a publish, each told before it is sent', async () => {
    const { open, pack } = on();
    const told: Pick<Step, 'kind' | 'what'>[] = [];
    const provider = await open();
    const pkg = await pack('steps');
    await provider.publish(pkg, 'note', (step, send) => {
      told.push(step);
      return send();
    });
    expect(told).toEqual([
      { kind: 'upload', what: `upload ${pkg.bytes} bytes to LATEST`, checksum: pkg.crc64 },
      { kind: 'publish', what: 'publish what LATEST holds as a new version' },
    ]);
  });
});
