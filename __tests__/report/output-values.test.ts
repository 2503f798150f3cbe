import { describe, expect, test } from '@jest/globals';
import { rollbackCommand } from '../../src/report/commands.js';
import { OUTPUTS } from '../../src/report/output-definitions.js';
import { outputValues } from '../../src/report/output-values.js';
import {
  canary,
  compared,
  diff,
  door,
  failedUnknown,
  first,
  listed,
  planned,
  receipt,
  switched,
} from './stories/index.js';

describe('the outputs', () => {
  test('have the promised names, whatever happened', () => {
    const promised = OUTPUTS.map(({ name }) => name).filter((name) => name !== 'summary-path');
    for (const one of [switched, listed, planned, failedUnknown]) {
      expect(Object.keys(outputValues(one, door)).sort()).toEqual([...promised].sort());
    }
  });

  test('of a switch say what was published and moved', () => {
    expect(outputValues(switched, door)).toMatchObject({
      version: '7',
      'previous-version': '6',
      alias: 'active',
      traffic: '{"7":100}',
      changed: 'true',
      switched: 'true',
      'package-size': '1284301',
      files: '143',
      'rollback-command': rollbackCommand(switched, door),
      versions: '',
      plan: '',
    });
  });

  test('of a first deploy have no version before it, and no way back', () => {
    expect(outputValues(first, door)).toMatchObject({ 'previous-version': '', 'rollback-command': '' });
  });

  test('of a canary carry both shares', () => {
    expect(JSON.parse(outputValues(canary, door).traffic ?? '')).toEqual({ 6: 90, 7: 10 });
  });

  test('of a dry run carry the plan, the traffic as it is, and no version that does not exist', () => {
    const found = outputValues(planned, door);
    expect(found).toMatchObject({ version: '', traffic: '{"6":100}', changed: 'false', switched: 'false' });
    expect(JSON.parse(found.plan ?? '').steps).toEqual([
      { kind: 'publish', what: 'publish 1284301 bytes as a new version' },
      { kind: 'point', what: 'point active at version (next)' },
    ]);
  });

  test('leave traffic empty when what is live is not known', () => {
    expect(outputValues(failedUnknown, door).traffic).toBe('');
  });

  test('of list carry the versions with notes read', () => {
    const [row] = JSON.parse(outputValues(listed, door).versions ?? '');
    expect(row).toMatchObject({
      version: '20',
      shares: { live: 10 },
      commit: '202020202020',
      description: 'Release 20',
    });
  });

  test('the receipt is one line that reads back as it was', () => {
    const text = outputValues(switched, door).receipt ?? '';
    expect(text).not.toContain('\n');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(switched)));
  });
});

describe('ten thousand versions', () => {
  const [row] = listed.versions ?? [];
  const many = receipt({ ...listed, versions: Array.from({ length: 10_000 }, (_, at) => ({ ...row!, id: `${at}` })) });
  const found = outputValues(many, door);

  test('stay under the 1 MB of UTF-16 that a job may put out', () => {
    const letters = Object.values(found).reduce((sum, text) => sum + text.length, 0);
    expect(letters * 2).toBeLessThan(1_000_000);
  });

  test('the receipt keeps the first ones and counts the rest', () => {
    const { versions, versionsCut } = JSON.parse(found.receipt ?? '');
    expect(versions.length).toBeGreaterThan(100);
    expect(versions.length + versionsCut).toBe(10_000 + 31);
    expect(versions[0].id).toBe('0');
  });

  test('a diff loses its texts before its files', () => {
    const text = 'x'.repeat(4000);
    const files = Array.from({ length: 300 }, (_, at) => ({ ...diff.files[1]!, path: `${at}.js`, text }));
    const kept = JSON.parse(outputValues(receipt({ ...compared, diff: { ...diff, files } }), door).receipt ?? '').diff;
    expect(kept.files).toHaveLength(300);
    expect(kept.textsCut).toBe(300 - kept.files.filter((file: { text?: string }) => file.text).length);
    expect(kept.textsCut).toBeLessThan(300);
    expect(kept.filesCut).toBe(0);
  });

  test('many long notices are cut too', () => {
    const chatty = receipt({ notices: Array.from({ length: 1000 }, () => 'x'.repeat(1000)) });
    expect(outputValues(chatty, door).receipt?.length).toBeLessThan(210_000);
  });
});
