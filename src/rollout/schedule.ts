import { inputError } from '../core/errors.js';
import { formatDuration, shareBar } from '../core/format.js';
import type { Schedule, ScheduleStep } from '../core/rollout-request.js';

export type { Schedule, ScheduleStep };

export const ALL_AT_ONCE: Schedule = [{ percent: 100, watchMs: 0 }];

const EXAMPLE = 'Write shares and how long to watch each, such as 10:5m,50:10m,100, or a preset such as canary-10-5m.';
const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * `10:5m,50:10m,100` or the name of a preset → a schedule. Throws `input`.
 *
 * The presets are `all-at-once`, `canary-P-D` (P percent for D, then all) and `linear-P-D` (P percent more every D),
 * and the names that AWS CodeDeploy and SAM have for the same, such as `CodeDeployDefault.LambdaCanary10Percent5Minutes`
 * and `Linear10PercentEvery1Minute`:
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-lambda
 */
export function parseSchedule(text: string, name = 'rollout'): Schedule {
  return parsePreset(text.trim(), name) ?? parseSteps(text, name);
}

function parsePreset(text: string, name: string): Schedule | undefined {
  if (/^(?:CodeDeployDefault\.)?(?:Lambda)?(?:all-?at-?once)$/i.test(text)) return ALL_AT_ONCE;
  const ours = /^(canary|linear)-(\d+(?:\.\d+)?%?)-(\w+)$/i.exec(text);
  const theirs = /^(?:CodeDeployDefault\.)?(?:Lambda)?(canary|linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/i.exec(text);
  const [, kind = '', share = '', time = ''] = ours ?? theirs ?? [];
  if (kind === '') return undefined;
  const percent = parseShare(share, text, name);
  const watchMs = parseWatchTime(theirs ? `${time}m` : time, text, name);
  if (percent >= 100) throw inputError(name, text, 'leaves nothing to watch at 100 %.', EXAMPLE);
  return kind.toLowerCase() === 'canary'
    ? [{ percent, watchMs }, ...ALL_AT_ONCE]
    : linear(percent, watchMs, text, name);
}

function linear(percent: number, watchMs: number, text: string, name: string): Schedule {
  if (percent < 1) throw inputError(name, text, 'would take more than a hundred steps.', 'Begin with 1 % or more.');
  const steps: ScheduleStep[] = [];
  for (let share = percent; share < 100; share += percent) steps.push({ percent: rounded(share), watchMs });
  return [...steps, ...ALL_AT_ONCE];
}

function parseSteps(text: string, name: string): Schedule {
  const schedule = text.split(',').map((part) => parseStep(part.trim(), text, name));
  for (const [index, { percent }] of schedule.entries()) {
    const before = schedule[index - 1]?.percent ?? 0;
    if (percent <= before)
      throw inputError(name, text, `goes from ${before} % to ${percent} %.`, 'Let the shares grow.');
  }
  const last = schedule.at(-1)?.percent;
  if (last === 100) return schedule;
  const next = 'End it with ,100; to stop at a share, use `canary-weight` and later `promote`.';
  throw inputError(name, text, `ends at ${last} %.`, next);
}

function parseStep(part: string, text: string, name: string): ScheduleStep {
  const [share = '', time, more] = part.split(':').map((piece) => piece.trim());
  if (more !== undefined) throw inputError(name, text, `"${part}" has two times.`, EXAMPLE);
  const percent = parseShare(share, text, name);
  if (time === undefined && percent < 100) {
    throw inputError(name, text, `"${part}" does not say how long to watch.`, `Write ${share}:5m for five minutes.`);
  }
  return { percent, watchMs: time === undefined ? 0 : parseWatchTime(time, text, name) };
}

function parseShare(share: string, text: string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)\s?(%?)$/.exec(share);
  const percent = Number(match?.[1]);
  if (!match || !(percent > 0 && percent <= 100)) {
    throw inputError(name, text, `"${share}" is not a share of the traffic.`, EXAMPLE);
  }
  if (percent < 1 && match[2] === '') {
    const next = `Write ${rounded(percent * 100)} or ${percent}%.`;
    throw inputError(name, text, `"${share}" could mean a fraction or a percentage.`, next);
  }
  return percent;
}

function parseWatchTime(time: string, text: string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)([smh])$/.exec(time);
  const ms = Math.round(Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN));
  if (match && ms > 0) return ms;
  throw inputError(name, text, `"${time}" is not a time to watch.`, EXAMPLE);
}

const rounded = (percent: number): number => Math.round(percent * 1e6) / 1e6;

/** How long the whole schedule watches, in ms: what a runner is paid for. */
export const watchedMs = (schedule: Schedule): number => schedule.reduce((sum, { watchMs }) => sum + watchMs, 0);

/** "10 % for 5m, 50 % for 10m, then 100 %" */
export function describeSchedule(schedule: Schedule): string {
  const parts = schedule.map(
    ({ percent, watchMs }) => `${percent} %${watchMs > 0 ? ` for ${formatDuration(watchMs)}` : ''}`,
  );
  const last = parts.pop() ?? '';
  return parts.length > 0 ? `${parts.join(', ')}, then ${last}` : last;
}

/** The schedule as lines for a log, a bar each. */
export function printSchedule(schedule: Schedule): string[] {
  return schedule.map(({ percent, watchMs }) => {
    const time = watchMs > 0 ? `  watched for ${formatDuration(watchMs)}` : '';
    return `${shareBar(percent, 10)} ${`${percent} %`.padStart(6)}${time}`;
  });
}
