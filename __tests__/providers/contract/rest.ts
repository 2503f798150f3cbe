import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import type { Capabilities } from '../../../src/core/provider.js';
import { bench, NOTE, refusal } from './bench.js';
import type { Bench, Start } from './fixture.js';

/** Names of pointers, running one version, and what a provider says without asking anyone. */
export function rest(can: Capabilities, start: Start): void {
  const on = bench(start);

  if (can.aliases === 'many') manyAliases(on);
  else oneAlias(on, can.aliases.fixed);

  if (can.invoke) {
    it('runs each version by its number', async () => {
      const { fixture, provider, publish, live } = on();
      const ids = await publish(2);
      await live({ stable: ids[0] ?? '' });
      for (const [index, id] of ids.entries()) {
        const answer = await provider.invoke?.(id, '{"ping":1}');
        expect(answer).toMatchObject({ status: 200, body: expect.stringContaining(fixture.answer?.(index + 1) ?? '') });
        expect(answer?.ms).toBeGreaterThanOrEqual(0);
      }
    });
  } else {
    it('has no way to run one version, and offers none', () => {
      expect(on().provider.invoke).toBeUndefined();
    });
  }

  it('has each write of a publish written down before it is sent, and sends none besides', async () => {
    const { provider, pack, count } = on();
    const pkg = await pack(1);
    const steps: string[] = [];
    let inside = 0;
    const { sent } = await count(() =>
      provider.publish(pkg, NOTE, async (step, send) => {
        steps.push(step.kind);
        const { answer, sent } = await count(send);
        inside += sent.writes;
        return answer;
      }),
    );
    expect(steps.at(-1)).toBe('publish');
    expect(inside).toBe(sent.writes);
  });

  it('says the commands of the vendor, one line each, sending nothing', async () => {
    const { fixture, provider, publish, count } = on();
    const [stable = ''] = await publish(1);
    const { answer, sent } = await count(async () => provider.command(fixture.alias, { stable }));
    expect(sent.all).toBe(0);
    expect(answer.length).toBeGreaterThan(0);
    for (const { tool, line } of answer) {
      expect(line).not.toMatch(/\n/);
      expect(line).toContain(tool);
    }
  });

  it('says commands that a shell can read', async () => {
    const { fixture, provider, publish } = on();
    const [stable = ''] = await publish(1);
    for (const { line } of provider.command(fixture.alias, { stable })) {
      expect(() => execFileSync('sh', ['-n', '-c', line], { stdio: 'pipe' })).not.toThrow();
    }
  });

  it('says where the alias can be called, when there is such a place', async () => {
    const { fixture, provider, publish, live } = on();
    const [stable = ''] = await publish(1);
    await live({ stable });
    const url = await provider.url?.(fixture.alias);
    expect(/^https?:\/\/[^/]/.test(url ?? '')).toBe(fixture.callable === true);
  });
}

function manyAliases(on: () => Bench): void {
  it('keeps aliases apart', async () => {
    const { fixture, provider, publish, live } = on();
    const [first = '', second = ''] = await publish(2);
    await live({ stable: first });
    await provider.point('other', { stable: second }, {});
    const again = await fixture.open();
    expect((await again.alias('other'))?.split).toEqual({ stable: second });
    expect((await again.alias(fixture.alias))?.split).toEqual({ stable: first });
  });

  it('deletes an alias, and the version stays', async () => {
    const { fixture, provider, publish, live } = on();
    const [stable = ''] = await publish(1);
    await provider.drop(await live({ stable }));
    const again = await fixture.open();
    expect(await again.alias(fixture.alias)).toBeUndefined();
    expect((await again.version(stable))?.id).toBe(stable);
  });
}

function oneAlias(on: () => Bench, fixed: string): void {
  it('refuses to move a pointer of any other name, sending nothing', async () => {
    const { fixture, provider, publish, count } = on();
    const [stable = ''] = await publish(1);
    const { answer, sent } = await count(() => refusal(provider.point('other', { stable }, {})));
    expect({ kind: answer.kind, sent: sent.all }).toEqual({ kind: 'refused', sent: 0 });
    expect(await (await fixture.open()).alias(fixed)).toBeUndefined();
  });

  it('refuses to delete its only pointer, sending nothing', async () => {
    const { fixture, provider, publish, live, count } = on();
    const [stable = ''] = await publish(1);
    const alias = await live({ stable });
    const { answer, sent } = await count(() => refusal(provider.drop(alias)));
    expect({ kind: answer.kind, sent: sent.all }).toEqual({ kind: 'refused', sent: 0 });
    expect((await (await fixture.open()).alias(fixed))?.split).toEqual({ stable });
  });
}
