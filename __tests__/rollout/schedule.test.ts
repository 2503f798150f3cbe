import { describe, expect, it } from '@jest/globals';
import { describeSchedule, parseSchedule, printSchedule, watchedMs } from '../../src/rollout/schedule.js';

const minutes = (percent: number, count: number) => ({ percent, watchMs: count * 60_000 });
const all = { percent: 100, watchMs: 0 };

describe('a schedule', () => {
  it.each([
    ['10:5m,50:10m,100', [minutes(10, 5), minutes(50, 10), all]],
    [' 10% : 90s , 100 : 1h ', [{ percent: 10, watchMs: 90_000 }, minutes(100, 60)]],
    ['0.5%:1.5m,100', [{ percent: 0.5, watchMs: 90_000 }, all]],
    ['100', [all]],
  ])('is read from %p', (text, schedule) => {
    expect(parseSchedule(text)).toEqual(schedule);
  });

  it.each([
    ['10:5m,50:10m', 'ends at 50 %'],
    ['50:5m,10:5m,100', 'goes from 50 % to 10 %'],
    ['10:5m,10:5m,100', 'goes from 10 % to 10 %'],
    ['10,100', 'does not say how long'],
    ['0.5:5m,100', 'fraction or a percentage'],
    ['0:5m,100', 'not a share'],
    ['110', 'not a share'],
    ['10:5x,100', 'not a time'],
    ['10:0m,100', 'not a time'],
    ['10:5m:5m,100', 'two times'],
    ['10:5m,,100', 'not a share'],
    ['', 'not a share'],
    ['canary-100-5m', 'nothing to watch'],
    ['linear-0.1%-5m', 'more than a hundred steps'],
    ['canary-10-5', 'not a time'],
    ['blue-green', 'not a share'],
  ])('is refused from %p: %s', (text, words) => {
    expect(() => parseSchedule(text)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining(words) }),
    );
  });

  it('says how long it watches', () => {
    expect(watchedMs(parseSchedule('10:5m,50:10m,100:30s'))).toBe(930_000);
    expect(describeSchedule(parseSchedule('10:5m,50:90s,100'))).toBe('10 % for 5 min, 50 % for 1 min 30 s, then 100 %');
    expect(describeSchedule(parseSchedule('all-at-once'))).toBe('100 %');
  });

  it('is printed with bars', () => {
    expect(printSchedule(parseSchedule('5:5m,50:10m,100'))).toEqual([
      '▰▱▱▱▱▱▱▱▱▱    5 %  watched for 5 min',
      '▰▰▰▰▰▱▱▱▱▱   50 %  watched for 10 min',
      '▰▰▰▰▰▰▰▰▰▰  100 %',
    ]);
  });
});

describe('a preset', () => {
  it.each(['canary-10-5m', 'Canary10Percent5Minutes', 'CodeDeployDefault.LambdaCanary10Percent5Minutes'])(
    'of CodeDeploy’s and ours is the same: %s',
    (name) => {
      expect(parseSchedule(name)).toEqual([minutes(10, 5), all]);
    },
  );

  it.each(['linear-10-1m', 'Linear10PercentEvery1Minute', 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute'])(
    'goes up by the same share: %s',
    (name) => {
      const schedule = parseSchedule(name);
      expect(schedule.map(({ percent }) => percent)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
      expect(watchedMs(schedule)).toBe(9 * 60_000);
    },
  );

  it.each(['all-at-once', 'AllAtOnce', 'CodeDeployDefault.LambdaAllAtOnce'])('moves all at once: %s', (name) => {
    expect(parseSchedule(name)).toEqual([all]);
  });

  it('takes other numbers, also such as do not divide 100', () => {
    expect(parseSchedule('canary-5-15m')).toEqual([minutes(5, 15), all]);
    expect(parseSchedule('linear-30-2m').map(({ percent }) => percent)).toEqual([30, 60, 90, 100]);
    expect(parseSchedule('linear-33.3-2m').map(({ percent }) => percent)).toEqual([33.3, 66.6, 99.9, 100]);
  });
});
