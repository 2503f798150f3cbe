import { describe, expect, test } from '@jest/globals';
import { readNote, writeNote } from '../../src/core/note.js';
import { percentFromWeight, sameSplit, trafficShares, weightFromPercent } from '../../src/core/traffic-split.js';
import { parseManifest } from '../../src/inputs/manifest/parse-manifest.js';
import { selectMembers } from '../../src/inputs/manifest/select-members.js';
import { bool, count, duration, oneOf } from '../../src/inputs/parsers.js';
import { readFlat } from '../../src/inputs/read-request.js';
import { ignorePattern } from '../../src/package/ignore-pattern.js';
import { parseSchedule } from '../../src/rollout/schedule.js';
import { anyText, fc, orRefusal } from './support.js';

describe('shares of traffic', () => {
  const percent = fc.integer({ min: 1, max: 999_999 }).map((share) => share / 10_000);

  test('make 100 % together', () => {
    fc.assert(
      fc.property(percent, (share) => {
        const all = trafficShares({ stable: '1', canary: { version: '2', percent: share } });
        expect(Object.values(all).reduce((sum, one) => sum + one, 0)).toBeCloseTo(100, 6);
      }),
    );
  });

  test('survive the way to the vendor and back', () => {
    fc.assert(
      fc.property(percent, (share) => {
        const back = percentFromWeight(weightFromPercent(share));
        const split = (percent: number) => ({ stable: '1', canary: { version: '2', percent } });
        expect(sameSplit(split(share), split(back))).toBe(true);
      }),
    );
  });
});

describe('a schedule', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom('', ':1s', ':5m', ':0s', ':x', '%:1h'));
  const text = fc.oneof(
    anyText,
    fc.array(step, { maxLength: 6 }).map((all) => all.map((one) => one.join('')).join(',')),
  );

  test('grows to 100 %, or is refused in a sentence', () => {
    fc.assert(
      fc.property(text, (given) => {
        const schedule = orRefusal(() => parseSchedule(given));
        if (!schedule) return;
        expect(schedule.at(-1)?.percent).toBe(100);
        for (const [at, { percent, watchMs }] of schedule.entries()) {
          expect(percent).toBeGreaterThan(schedule[at - 1]?.percent ?? 0);
          expect(watchMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('any text', () => {
  test('is a value, or refused in a sentence', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const parse of [bool, count(1), duration, oneOf(['a', 'b'])]) orRefusal(() => parse(text, 'input'));
      }),
    );
  });

  test('is an input, or refused in a sentence', () => {
    const names = [
      'function',
      'version',
      'alias',
      'timeout',
      'rollout',
      'path',
      'exclude',
      'canary-weight',
      'endpoint',
      'nonsense',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), anyText), (given) => {
        orRefusal(() => readFlat({ provider: 'aws-lambda', ...given }));
      }),
    );
  });

  test('is a manifest, or refused in a sentence', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, below) => {
        orRefusal(() => parseManifest(below ? `functions:\n  a: ${text}` : text, 'f.yml'));
      }),
    );
  });

  test('chooses functions, or none', () => {
    const manifest = parseManifest('functions: { api-a: , api-b: , worker: }', 'f.yml');
    fc.assert(
      fc.property(anyText, (text) => {
        const chosen = orRefusal(() => selectMembers(manifest, text));
        for (const name of chosen ?? []) expect(Object.keys(manifest.functions)).toContain(name);
      }),
    );
  });
});

describe('a pattern of gitignore', () => {
  const pattern = fc.array(fc.constantFrom('*', '**', '/', 'a', 'b', '?', '[ab]', '**/', '/**/'), { maxLength: 40 });
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab'), { minLength: 1, maxLength: 60 });

  test('is decided in a moment, whatever its stars', () => {
    fc.assert(
      fc.property(pattern, path, (letters, parts) => {
        const started = performance.now();
        ignorePattern(letters.join(''))?.matches(parts.join('/'), false);
        expect(performance.now() - started).toBeLessThan(200);
      }),
    );
  });

  test('that is a path, escaped, matches that path and no other', () => {
    const name = fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replace(/[/\\\s]/g, '_'));
    fc.assert(
      fc.property(name, name, (one, other) => {
        const escaped = one.replace(/[*?[\]!#]/g, '\\$&');
        expect(ignorePattern(`/${escaped}`)?.matches(one, false)).toBe(true);
        expect(ignorePattern(`/${escaped}`)?.matches(other, false)).toBe(one === other);
      }),
    );
  });
});

describe('a note', () => {
  const value = fc.stringMatching(/^[\w.:-]{1,20}$/);

  test('gives back what was written, whatever text stands behind it', () => {
    fc.assert(
      fc.property(value, value, anyText, (live, prev, text) => {
        const note = writeNote({ live, prev }, text);
        expect(note.length).toBeLessThanOrEqual(256);
        expect(note).not.toMatch(/\p{Cc}/u);
        expect(readNote(note)).toMatchObject({ ours: true, fields: { live, prev } });
        expect(Object.keys(readNote(note).fields)).toEqual(['live', 'prev']);
      }),
    );
  });

  test('of somebody else is read, and never thrown at', () => {
    fc.assert(fc.property(anyText, (text) => void readNote(text)));
  });
});
