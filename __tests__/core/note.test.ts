import { describe, expect, it } from '@jest/globals';
import {
  aliasNote,
  packageHashInNote,
  previousVersionOf,
  readNote,
  versionNote,
  writeNote,
} from '../../src/core/note.js';

const SHA = 'a'.repeat(40);
const PKG = 'b'.repeat(64);

describe('the note of a version', () => {
  it('says commit, run and package, cut as agreed', () => {
    const note = versionNote({ commit: SHA, runId: '77', runAttempt: '2' }, { manifestSha256: PKG }, 'Fix the login');
    expect(note).toBe(`vd1 commit=${'a'.repeat(12)} run=77.2 pkg=${'b'.repeat(32)} Fix the login`);
    expect(packageHashInNote(note)).toBe('b'.repeat(32));
  });

  it('leaves out what is not known', () => {
    expect(versionNote({}, { manifestSha256: PKG })).toBe(`vd1 pkg=${'b'.repeat(32)}`);
  });

  it('takes a run without an attempt for the first', () => {
    expect(readNote(versionNote({ runId: '77' }, { manifestSha256: PKG })).fields.run).toBe('77.1');
  });

  it('fits 256 characters, whatever the user writes', () => {
    const note = versionNote({ commit: SHA, runId: '77' }, { manifestSha256: PKG }, 'x'.repeat(5000));
    expect(note).toHaveLength(256);
    expect(note.endsWith('x…')).toBe(true);
  });

  it('never cuts a character in two', () => {
    for (const pad of ['', 'x']) {
      const note = versionNote({ commit: SHA }, { manifestSha256: PKG }, pad + '🚀'.repeat(200));
      expect(note.length).toBeLessThanOrEqual(256);
      expect(Buffer.from(note).toString()).toBe(note);
    }
  });

  it('holds no control characters', () => {
    expect(versionNote({}, { manifestSha256: PKG }, 'one\r\n::error::two\u0000')).toBe(
      `vd1 pkg=${'b'.repeat(32)} one ::error::two`,
    );
  });
});

describe('reading a note', () => {
  it('gives back what was written', () => {
    const note = writeNote({ live: '7', prev: '6', commit: 'abc' }, 'Keep me, a=b too');
    expect(readNote(note)).toEqual({
      ours: true,
      fields: { live: '7', prev: '6', commit: 'abc' },
      text: 'Keep me, a=b too',
    });
  });

  it.each(['', undefined, 'production', 'vd12 live=7', ' vd1 live=7'])('leaves a foreign text alone: %p', (raw) => {
    expect(readNote(raw)).toEqual({ ours: false, fields: {}, text: raw ?? '' });
  });

  it.each(['live=9', 'live=9 and more', 'prev= x'])('does not believe fields that the user wrote: %p', (text) => {
    const read = readNote(writeNote({ live: '7' }, text));
    expect(read).toEqual({ ours: true, fields: { live: '7' }, text: `| ${text}` });
  });

  it.each(['live', 'to be or not to be', 'run x=1'])('keeps a text that only looks like a field: %p', (text) => {
    expect(readNote(writeNote({ live: '7' }, text)).text).toBe(text);
  });

  it('knows no field of an unknown name, so none of an object’s own', () => {
    const { fields } = readNote('vd1 __proto__=1 live=7');
    expect(fields).toEqual({});
  });

  it('survives being rewritten many times', () => {
    let note: string | undefined = 'the shop, live=yes';
    for (let live = 1; live < 9; live++) note = aliasNote({ live: String(live) }, note);
    expect(note).toBe('vd1 live=8 the shop, live=yes');
  });

  it('lets no space of a value make another field', () => {
    expect(readNote(writeNote({ run: '1 live=9' })).fields).toEqual({ run: '1_live_9' });
  });
});

describe('what was live before', () => {
  const on = (stable: string, note?: string) => previousVersionOf({ name: 'live', split: { stable }, note });

  it('is what the note says while the note says what is live', () => {
    expect(on('7', aliasNote({ live: '7', prev: '6' }))).toEqual({ known: true, version: '6' });
  });

  it('is not known when someone moved the alias by hand', () => {
    expect(on('5', aliasNote({ live: '7', prev: '6' }))).toEqual({ known: false, why: 'moved-by-hand' });
  });

  it('is not known after a rollback, which says what it undid', () => {
    const note = aliasNote({ live: '6', undone: '7', prev: '5' });
    expect(on('6', note)).toEqual({ known: false, why: 'rolled-back', undone: '7' });
  });

  it.each([undefined, '', 'production', 'vd1 prev=6', 'vd1 live=7'])('is not known from %p', (note) => {
    expect(on('7', note)).toEqual({ known: false, why: 'unwritten' });
  });
});
