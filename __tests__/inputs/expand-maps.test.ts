import { describe, expect, test } from '@jest/globals';
import { expandMaps } from '../../src/inputs/expand-maps.js';

describe('an input that is a map', () => {
  test.each([
    ['in lines', 'url: https://x/{version}\nexpect: |\n  status=200\n  json.ok=true\ninterval: 5s'],
    ['in one line', '{url: "https://x/{version}", expect: [status=200, json.ok=true], interval: 5s}'],
  ])('%s becomes its keys', async (_, probe) => {
    const { 'probe.expect': expected, ...rest } = await expandMaps({ probe });
    expect(rest).toEqual({ 'probe.url': 'https://x/{version}', 'probe.interval': '5s' });
    expect(expected?.trim()).toBe('status=200\njson.ok=true');
  });

  test('may be a single value, which stands for its main key', async () => {
    expect(await expandMaps({ probe: 'https://x/health?a=b: c' })).toEqual({ 'probe.url': 'https://x/health?a=b: c' });
    expect(await expandMaps({ create: 'true', retention: '10', gate: 'hold' })).toEqual({
      'create.function': 'true',
      'retention.keep': '10',
      'gate.failure': 'hold',
    });
  });

  test('keeps numbers and booleans as they were written', async () => {
    const given = await expandMaps({ create: '{function: true, runtime: nodejs22.x}', fc2: 'account-id: 0123456789' });
    expect(given).toMatchObject({ 'create.function': 'true', 'fc2.account-id': '0123456789' });
  });

  test('takes a payload as YAML, too, and makes JSON of it', async () => {
    expect(await expandMaps({ probe: '{payload: {ping: true, n: 1}}' })).toEqual({
      'probe.payload': '{"ping":true,"n":1}',
    });
  });

  test('may stand beside keys with dots, as a terminal writes them', async () => {
    const given = { probe: 'https://x', 'probe.interval': '5s' };
    expect(await expandMaps(given)).toEqual({ 'probe.url': 'https://x', 'probe.interval': '5s' });
    await expect(expandMaps({ ...given, 'probe.url': 'https://y' })).rejects.toMatchObject({
      message: expect.stringContaining('`probe.url` is given twice'),
    });
  });

  test('with an empty value leaves that key out', async () => {
    expect(await expandMaps({ probe: 'url: https://x\npayload:\ninterval: null' })).toEqual({
      'probe.url': 'https://x',
      'probe.payload': '',
      'probe.interval': '',
    });
  });

  test.each([
    ['an unknown key', 'probe', 'urll: https://x', /has no key `urll`/, /Did you mean `url`/],
    ['a key of before', 'probe', 'count: 5', /`probe.count` is spelled `gate: {detect: …}`/, /29 good ones for 10%/],
    ['a key that is gone', 'probe', 'compare: true', /there is no such input/, /always probed beside the new one/],
    ['a duplicate key', 'probe', 'interval: 1s\ninterval: 2s', /not valid YAML: .*unique/i, /key: value/],
    ['an anchor', 'probe', 'url: &a https://x\npayload: *a', /anchor, alias or tag/, /values themselves/],
    ['a tag', 'probe', 'interval: !!str 5s', /anchor, alias or tag/, /values themselves/],
    ['a list of maps', 'metrics', 'alarms: [{a: 1}]', /more than single values/, /one value per line/],
  ])('is refused with %s', async (_, name, text, message, next) => {
    await expect(expandMaps({ [name]: text })).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(message),
      next: expect.stringMatching(next),
    });
  });
});

describe('an input that is a list', () => {
  test.each(['older, service-wide', 'older\nservice-wide', '[older, service-wide]', '- older\n- service-wide'])(
    '%j says yes to each word',
    async (allow) => {
      expect(await expandMaps({ allow })).toEqual({ 'allow.older': 'true', 'allow.service-wide': 'true' });
    },
  );

  test('names the words it knows', async () => {
    await expect(expandMaps({ allow: 'oldr' })).rejects.toMatchObject({
      message: expect.stringContaining('does not know `oldr`'),
      next: 'Did you mean `older`? Use: insecure-endpoint, older, handler, service-wide, fork.',
    });
  });
});
