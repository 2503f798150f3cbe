import { describe, expect, test } from '@jest/globals';
import type { Receipt } from '../../src/core/model.js';
import { headline } from '../../src/report/headline.js';
import {
  canary,
  failedLate,
  failedUnknown,
  first,
  planned,
  promoted,
  published,
  receipt,
  rolledBack,
  switched,
} from './stories/index.js';

const says = (facts: Partial<Receipt>): string => headline(receipt(facts)).sentence;

describe('what is live now, in one sentence', () => {
  test.each<[string, Receipt, string]>([
    ['a switch', switched, 'version 7 is live'],
    ['a publish', published, 'version 7 is published, version 6 is still live'],
    ['a first publish', { ...published, before: null, after: null }, 'version 7 is published, nothing is live yet'],
    ['a first deploy', first, 'version 1 is live'],
    ['a canary', canary, 'version 7 gets 10 %, version 6 keeps 90 %'],
    ['a promotion', promoted, 'version 7 is live'],
    ['a rollback', rolledBack, 'back on version 6'],
    ['a refusal at the end', failedLate, 'deploy failed, version 6 is still live'],
    ['no answer at the end', failedUnknown, 'deploy failed, and what is live is not known'],
    [
      'a failure after the switch',
      { ...failedLate, after: { stable: '7' } },
      'deploy failed, and version 7 is live now',
    ],
    ['a dry run', planned, 'dry run: would publish a version and move traffic to it, version 6 is still live'],
  ])('after %s', (_, story, sentence) => {
    expect(headline(story).sentence).toBe(sentence);
  });

  test.each([
    ['/work/old', 'version 7 is unpacked'],
    ['/work/old.zip', 'version 7 is saved'],
  ])('a download to %s', (output, sentence) => {
    expect(says({ operation: 'download', output, version: { id: '7', status: 'ready' } })).toBe(sentence);
  });

  const configuration = {
    settings: [{ name: 'Timeout', before: '3', after: '7' }],
    variables: [
      { name: 'A', change: 'added' },
      { name: 'B', change: 'changed' },
    ],
  } satisfies Receipt['configuration'];

  test.each<[string, Receipt, string]>([
    [
      'a publish of code that is live',
      { ...published, configuration: { ...configuration, sameCode: true } },
      'version 7 is published for its configuration (Timeout 3 → 7, 2 variables), version 6 is still live',
    ],
    [
      'a dry run of it',
      { ...planned, configuration: { ...configuration, sameCode: true } },
      'dry run: would publish a version for its configuration (Timeout 3 → 7, 2 variables) and move traffic to it, version 6 is still live',
    ],
    ['a publish of other code', { ...published, configuration }, 'version 7 is published, version 6 is still live'],
  ])('names the configuration after %s', (_, story, sentence) => {
    expect(headline(story).sentence).toBe(sentence);
  });

  test('a version beside one with another configuration', () => {
    const diff = {
      added: 0,
      removed: 0,
      changed: 0,
      renamed: 0,
      unchanged: 3,
      files: [],
      filesCut: 0,
      textsCut: 0,
      configuration,
    };
    expect(says({ operation: 'diff', diff } as unknown as Partial<Receipt>)).toBe(
      'no file differs (3 the same), and Timeout 3 → 7, 2 variables',
    );
  });

  test('a version beside itself', () => {
    const diff = { added: 0, removed: 0, changed: 0, renamed: 0, unchanged: 0, files: [], filesCut: 0, textsCut: 0 };
    expect(says({ operation: 'diff', diff } as unknown as Partial<Receipt>)).toBe('no file differs');
  });

  test('bad input, before anything was read or sent', () => {
    expect(says({ outcome: 'failed' })).toBe('deploy failed before anything was changed');
  });

  test('a failed canary says who has which share', () => {
    const before = { stable: '6', canary: { version: '7', percent: 2.5 } };
    expect(says({ outcome: 'failed', operation: 'promote', before, after: before })).toBe(
      'promote failed, version 6 still has 97.5 % and version 7 still has 2.5 %',
    );
  });

  test('a publish of unknown end leaves traffic where it was read', () => {
    const steps = [{ kind: 'publish' as const, what: 'publish', status: 'unknown' as const }];
    expect(says({ outcome: 'failed', before: { stable: '6' }, steps })).toBe('deploy failed, version 6 is still live');
  });

  test('a package that another version holds already', () => {
    const live = { stable: '6' };
    const version = { id: '5', status: 'ready' as const };
    expect(says({ before: live, after: live, version })).toBe(
      'version 5 holds this package already, version 6 is still live',
    );
  });

  test('a promotion of what is live', () => {
    const live = { stable: '6' };
    const version = { id: '6', status: 'ready' as const };
    expect(says({ operation: 'promote', before: live, after: live, version })).toBe('version 6 was live already');
  });

  test('a dry run that would do nothing', () => {
    const live = { stable: '6' };
    expect(says({ outcome: 'planned', dryRun: true, before: live, after: live })).toBe(
      'dry run: would change nothing, version 6 is still live',
    );
  });

  test('a dry run of a rollback names the version', () => {
    const steps = [{ kind: 'point' as const, what: 'point live at version 5', status: 'planned' as const }];
    expect(says({ outcome: 'planned', dryRun: true, operation: 'rollback', before: { stable: '6' }, steps })).toBe(
      'dry run: would point live at version 5, version 6 is still live',
    );
  });

  test('a rollout that was taken back', () => {
    const story = { ...switched, outcome: 'rolled-back' as const, after: { stable: '6' } };
    expect(headline(story).sentence).toBe('version 7 was taken back, version 6 is live again');
  });

  test('a list of nothing', () => {
    expect(says({ operation: 'list', versions: [], before: null, after: null })).toBe('0 versions, nothing is live');
  });
});
