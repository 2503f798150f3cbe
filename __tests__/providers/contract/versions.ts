import { describe, expect, it } from '@jest/globals';
import type { Capabilities } from '../../../src/core/provider.js';
import { unzip } from '../../support/package.js';
import { all, bench, NOTE, refusal } from './bench.js';
import type { Start } from './fixture.js';

/** Publishing, finding, listing, reading and deleting versions. */
export function versions(can: Capabilities, start: Start): void {
  const on = bench(start);

  it('publishes: numbers grow, and each is ready', async () => {
    const { provider, pack } = on();
    const first = await provider.publish(await pack(1), NOTE);
    const second = await provider.publish(await pack(2), NOTE);
    expect(Number(second.version.id)).toBeGreaterThan(Number(first.version.id));
    for (const { version, created, uploadedBytes } of [first, second]) {
      expect(version.id).toMatch(/^[1-9]\d*$/);
      expect({ status: version.status, created, uploaded: uploadedBytes > 0 }).toEqual({
        status: 'ready',
        created: true,
        uploaded: true,
      });
    }
  });

  it(can.notes ? 'keeps the note of a version' : 'keeps no note, and does not pretend to', async () => {
    const { fixture, publish } = on();
    const [id = ''] = await publish(1);
    const version = await (await fixture.open()).version(id);
    expect(version?.note).toBe(can.notes ? NOTE : undefined);
  });

  it('finds the version that already holds a package, uploading nothing', async () => {
    const { fixture, publish, pack, count } = on();
    const [id] = await publish(1);
    const provider = await fixture.open();
    const pkg = await pack(1);
    const live = await provider.alias(fixture.alias);
    const { answer, sent } = await count(() => provider.findPublished(pkg, live));
    expect({ id: answer?.id, writes: sent.writes }).toEqual({ id, writes: 0 });
  });

  it('does not take another package for the same', async () => {
    const { fixture, publish, pack } = on();
    await publish(1);
    const provider = await fixture.open();
    expect(await provider.findPublished(await pack(2), await provider.alias(fixture.alias))).toBeUndefined();
  });

  it('publishes unchanged code without an upload where the vendor knows it again', async () => {
    const { fixture, publish, pack } = on();
    const [id = ''] = await publish(1);
    const provider = await fixture.open();
    const again = await provider.publish(await pack(1), NOTE);
    if (fixture.republish === 'another') expect(Number(again.version.id)).toBeGreaterThan(Number(id));
    else expect({ ...again, version: again.version.id }).toEqual({ version: id, created: false, uploadedBytes: 0 });
  });

  it('lists the versions of all pages in the order of the vendor', async () => {
    const { fixture, publish } = on();
    const ids = await publish((fixture.pageSize ?? 2) + 1);
    const listed = await all((await fixture.open()).versions());
    if (fixture.order === 'newest-first') ids.reverse();
    expect(listed.map(({ id }) => id)).toEqual(ids);
    for (const version of listed) {
      expect(version.status).toBe('ready');
      expect(version.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      expect(version.note).toBe(can.notes ? NOTE : undefined);
    }
  });

  it('has no versions at the start', async () => {
    expect(await all(on().provider.versions())).toEqual([]);
  });

  it('answers undefined for a version that does not exist', async () => {
    const { provider, publish } = on();
    await publish(1);
    expect(await provider.version('999')).toBeUndefined();
  });

  it('gives back the code that was published', async () => {
    const { fixture, publish } = on();
    const [first = ''] = await publish(2);
    const provider = await fixture.open();
    const version = await provider.version(first);
    const chunks = version ? await all(await provider.code(version)) : [];
    expect(await unzip(Buffer.concat(chunks.map((chunk) => Buffer.from(chunk))))).toEqual(fixture.files(1));
  });

  describe('removing', () => removal(can, on));
}

function removal(can: Capabilities, on: ReturnType<typeof bench>): void {
  it('deletes a plain version, and no other', async () => {
    const { fixture, provider, publish } = on();
    const [first = '', second] = await publish(2);
    await provider.remove({ id: first, status: 'ready' });
    const left = await all((await fixture.open()).versions());
    expect(left.map(({ id }) => id)).toEqual([second]);
  });

  it('refuses a version that an alias points at', async () => {
    const { fixture, publish, live } = on();
    const [first = ''] = await publish(2);
    await live({ stable: first });
    const provider = await fixture.open();
    const { kind } = await refusal(provider.remove({ id: first, status: 'ready' }));
    expect(['refused', 'vendor']).toContain(kind);
    expect((await (await fixture.open()).version(first))?.id).toBe(first);
  });

  if (can.split) {
    it('refuses a version that has a share of the traffic', async () => {
      const { fixture, publish, live } = on();
      const [first = '', second = ''] = await publish(2);
      await live({ stable: first });
      await live({ stable: first, canary: { version: second, percent: 10 } });
      const provider = await fixture.open();
      const { kind } = await refusal(provider.remove({ id: second, status: 'ready' }));
      expect(['refused', 'vendor']).toContain(kind);
      expect((await (await fixture.open()).version(second))?.id).toBe(second);
    });
  }

  for (const id of ['$LATEST', 'LATEST', 'live', '', '0', '1?x=1', '-1', '1.5']) {
    it(`refuses "${id}", sending nothing`, async () => {
      const { provider, publish, count } = on();
      await publish(1);
      const { answer, sent } = await count(() => refusal(provider.remove({ id, status: 'ready' })));
      expect(['refused', 'input']).toContain(answer.kind);
      expect(sent.all).toBe(0);
    });
  }
}
