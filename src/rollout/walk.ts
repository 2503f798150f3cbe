import { DeployError } from '../core/errors.js';
import { politely } from '../core/forge.js';
import type { Alias } from '../core/model.js';
import { allTo } from '../core/rollout.js';
import type { Verdict } from './gate.js';
import { announce, refuseImpossible, stepsFrom } from './plan.js';
import { type Prober, prober } from './probe.js';
import { retreat } from './retreat.js';
import type { RolloutJob, Route } from './route.js';
import { readBack, shiftTo } from './shift.js';
import type { Stretch } from './steps.js';
import { counts, merge, newTally } from './tally.js';
import { freshTally, type Stint, type Watcher, watch, watched } from './watch.js';
import { inWords } from './words.js';

/**
 * Brings `version` to all traffic of the alias, step by step: probes before anything moves, moves, watches, asks the
 * gate, goes on. On a failed gate, an error or a stop, traffic goes back (or stays, where the request says so).
 * `alias` is as read just now; absent: there is none, and it is created. Writes everything into the receipt.
 * Throws `unhealthy` for a failed gate, `conflict` for someone else's move, `interrupted`, `input`, `refused`.
 */
export async function walk(job: RolloutJob, alias: Alias | undefined, version: string): Promise<void> {
  const { request, provider, clock, log } = job;
  const schedule = stepsFrom(request.rollout, alias, version);
  const facts = { schedule, request, provider, alias, version, leftMs: job.deadline - clock.now() };
  const probing = prober(request, job);
  refuseImpossible(facts);
  for (const line of announce(facts, probing?.what)) log.info(line);
  const route = newRoute(job, alias, version, schedule);
  job.receipt.rollout = route.facts;
  job.receipt.before ??= alias?.rollout ?? null;
  job.receipt.after ??= job.receipt.before;
  if (request.dryRun) return rehearse(route);
  const watcher = newWatcher(route, probing);
  try {
    await steps(route, watcher);
    route.facts.end = 'live';
  } catch (error) {
    await retreat(route, error);
  } finally {
    writeProbes(route);
    // What a post step reads: this rollout has come to an end of its own.
    await politely(log, () => job.forge.save(job.receipt));
  }
}

function newRoute(job: RolloutJob, alias: Alias | undefined, version: string, schedule: Route['schedule']): Route {
  const stable = alias?.rollout.stable;
  return {
    job,
    version,
    schedule,
    home: stable === undefined ? undefined : allTo(stable),
    where: { alias },
    facts: { from: stable, to: version, schedule, reached: 0, waitedMs: 0, end: 'not-moved' },
    total: newTally(job.request.probeCompare),
  };
}

function newWatcher({ job, version, schedule, facts }: Route, probing: Prober | undefined): Watcher {
  const { request, provider, clock, log, signal } = job;
  const comparable = request.probeCompare && probing?.byNumber === true && facts.from !== undefined;
  if (request.probeCompare && !comparable) log.notice('There is no stable version to compare with by its number.');
  const looks = 1 + schedule.filter(({ watchMs }) => watchMs > 0).length;
  const some = comparable ? Math.floor(request.probeCount / 2) : 0;
  const rules = { need: request.probeCount, maxFailures: request.probeMaxFailures ?? some, looks };
  return {
    ...{ request, provider, clock, log, signal, prober: probing, version, rules },
    stable: comparable ? facts.from : undefined,
  };
}

/** A dry run: each move is written down by the journal, and nothing is probed or waited for. */
async function rehearse(route: Route): Promise<void> {
  for (const { percent } of route.schedule) await shiftTo(route, percent);
  route.facts.reached = 0;
  route.facts.end = 'not-moved';
}

async function steps(route: Route, watcher: Watcher): Promise<void> {
  const { schedule, facts } = route;
  const byNumber = watcher.prober?.byNumber === true;
  // A probe that whatever is live answers says nothing about the new version yet; alarms may.
  const before = byNumber ? watcher : { ...watcher, prober: undefined };
  if (watched(before)) await pass(route, before, { ms: 0, percent: 0 });
  const baseline = byNumber || facts.from === undefined ? undefined : await watcher.prober?.probe(facts.from);
  const tellsApart = baseline !== undefined && 'sample' in baseline && !baseline.sample.ok;
  for (const stretch of schedule) {
    await shiftTo(route, stretch.percent);
    if (watcher.prober && !byNumber) await arrive(route, watcher.prober, tellsApart);
    await observe(route, watcher, stretch);
  }
  const last = schedule.at(-1);
  if ((last?.watchMs ?? 0) > 0 || (watcher.prober && !byNumber)) await readBack(route);
}

/** After a move: watch as long as asked; where the probes could not see the version before, they must see it now. */
async function observe(route: Route, watcher: Watcher, { percent, watchMs }: Stretch): Promise<void> {
  if (watchMs > 0 && !watched(watcher)) {
    const { clock, signal, log } = route.job;
    log.info(`${percent} % for ${inWords(watchMs)}.`);
    return timed(route, () => clock.sleep(watchMs, signal));
  }
  const unseen = watcher.prober?.byNumber === false;
  if (watchMs > 0 || unseen) await pass(route, watcher, { ms: watchMs, percent });
}

/** Watches, and throws `unhealthy` unless the gate says pass. */
async function pass(route: Route, watcher: Watcher, stint: Stint): Promise<void> {
  const { job, version } = route;
  const tally = freshTally(watcher);
  const stage = stint.percent === 0 ? 'probe' : `watch ${stint.percent} %`;
  let end: Verdict;
  try {
    end = await job.stage(stage, () => timed(route, () => watch(watcher, stint, tally)));
  } finally {
    merge(route.total, tally);
  }
  if (end.verdict === 'pass') {
    job.log.info(`Version ${version} passed at ${stint.percent} %: ${end.why}.`);
    return;
  }
  const at = stint.percent === 0 ? 'before any traffic moved' : `with ${stint.percent} % of the traffic`;
  const what = end.verdict === 'fail' ? 'failed its probes' : 'did not bring enough evidence';
  throw new DeployError('unhealthy', `Version ${version} ${what} ${at}: ${end.why}.`, {
    next: 'Look at the answer above, mend it, and deploy again.',
  });
}

/**
 * Callers may see the old version for a while. Waits as long as the provider says, or until an answer meets
 * `probe-expect` that the old version did not meet.
 */
async function arrive(route: Route, probing: Prober, tellsApart: boolean): Promise<void> {
  const { job, version } = route;
  const { clock, provider, request, signal, log } = job;
  const lag = provider.can.settlesMs;
  if (lag <= 0) return;
  log.info(`Callers may see the old version for ${inWords(lag)}.`);
  const end = clock.now() + lag;
  await timed(route, async () => {
    for (let left = lag; left > 0; left = end - clock.now()) {
      if (tellsApart) {
        const seen = await probing.probe(version);
        if ('sample' in seen && seen.sample.ok) return;
      }
      await clock.sleep(tellsApart ? Math.min(left, Math.max(1000, request.probeInterval)) : left, signal);
    }
  });
  job.receipt.settlesMs = 0;
}

async function timed<T>({ job, facts }: Route, work: () => Promise<T>): Promise<T> {
  const started = job.clock.now();
  try {
    return await work();
  } finally {
    facts.waitedMs += job.clock.now() - started;
  }
}

function writeProbes({ facts, total }: Route): void {
  const [fresh, stable] = [counts(total.fresh), total.stable && counts(total.stable)];
  if (fresh.sent === 0) return;
  facts.probes = { fresh, ...(stable && stable.sent > 0 && { stable }) };
}
