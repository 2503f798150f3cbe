/** What must hold at the vendor after each schedule, and what the run must have said of it. */

const sameLive = (a, b) => {
  const sorted = (live) => JSON.stringify(Object.entries(live ?? {}).sort());
  return sorted(a) === sorted(b);
};

/** What should be live once the operation has done what it is for; `made`: the number of the version that it published. */
const WANTED = {
  deploy: (_, made) => ({ [made]: 100 }),
  publish: (before) => before.live,
  canary: (before, made) => ({ ...scaled(before.live, 0.9), [made]: 10 }),
  promote: () => ({ 3: 100 }),
  rollback: () => ({ 1: 100 }),
  rollout: (_, made) => ({ [made]: 100 }),
  cleanup: (before) => before.live,
};

const scaled = (live, by) => Object.fromEntries(Object.entries(live).map(([version, share]) => [version, share * by]));

/** The sentences of all that is broken; none: everything holds. */
export function broken(facts) {
  return [...CHECKS.flatMap((check) => check(facts) ?? [])];
}

const CHECKS = [traffic, before, once, ended, words, truth, named, converged];

const madeIn = (facts) => Object.keys(facts.after.versions).filter((id) => !(id in facts.before.versions));

function traffic({ after, end }) {
  for (const [when, { live, versions }] of Object.entries({ after, end })) {
    if (!live) return `${when}: callers get nothing`;
    const sum = Object.values(live).reduce((all, share) => all + share, 0);
    if (Math.abs(sum - 100) > 1e-6) return `${when}: the shares make ${sum} %`;
    const gone = Object.keys(live).filter((id) => !(id in versions));
    if (gone.length > 0) return `${when}: version ${gone} has traffic and does not exist`;
  }
  return undefined;
}

/** What was live before is there to go back to. */
function before({ schedule, before: { live }, after, end, told, acted }) {
  // What somebody else took out of traffic, cleanup may delete.
  if (acted && schedule.operation === 'cleanup') return undefined;
  const lost = Object.keys(live).filter((id) => !(id in after.versions) || !(id in end.versions));
  if (lost.length > 0) return `version ${lost} was live before, and is gone`;
  const line = told.outputs['rollback-command'];
  const moved = told.outputs.switched === 'true';
  const ours = ['deploy', 'canary', 'rollout', 'promote'].includes(schedule.operation);
  return ours && moved && told.code === 0 && !line ? 'traffic moved, and no line leads back' : undefined;
}

/** No package is published twice. */
function once(facts) {
  const known = new Set(Object.values(facts.before.versions));
  const fresh = Object.values(facts.end.versions).filter((hash) => !known.has(hash));
  return fresh.length > 1 ? `the package was published ${fresh.length} times` : undefined;
}

function ended({ result, killed, schedule, acted, ms }) {
  if (killed) return undefined;
  if (result.code === null) return `it did not end in ${Math.round(ms / 1000)} s`;
  // Each fault passes, so a careful retry survives it; somebody else's move is another matter.
  return result.code !== 0 && !acted && !schedule.kill ? `exit ${result.code}` : undefined;
}

/** No stack trace, and nothing that only we understand. */
function words({ result, told, again }) {
  const all = [result, told, again].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  const bad = /^ +at .*[(:]\d+|should not happen|\[object |undefined (?:is|was|has)|\bNaN\b|inspect the hidden/m.exec(
    all,
  );
  return bad ? `it says "${bad[0].trim()}"` : undefined;
}

/** Exit code, outputs and receipt are what the vendor has. */
function truth(facts) {
  const { schedule, told, killed, after, acted, beforeActor } = facts;
  if (killed && told === facts.result) return undefined;
  const { traffic: said, receipt } = told.outputs;
  // Somebody else may have moved it after it was read for the last time.
  const meant = [after, beforeActor ?? after];
  if (said !== undefined && said !== '' && !meant.some(({ live }) => sameLive(JSON.parse(said), live)))
    return `it says that ${said} is live, and ${JSON.stringify(after.live)} is`;
  if (told.code !== 0 || acted) return undefined;
  if (!receipt) return 'it is green without a receipt';
  const [made = newest(facts)] = madeIn(facts);
  const wanted = WANTED[schedule.operation](facts.before, made);
  return sameLive(after.live, wanted) ? undefined : `it is green, and ${JSON.stringify(after.live)} is live`;
}

const newest = ({ after }) => Object.keys(after.versions).at(-1);

/** Nothing is left that nobody names. */
function named(facts) {
  const { told, result, killed, acted } = facts;
  if ((killed && told === result) || acted) return undefined;
  const all = `${told.outputs.receipt ?? ''} ${told.log} ${told.summary}`;
  const left = madeIn(facts).filter((id) => !new RegExp(`\\b${id}\\b`).test(all));
  return left.length > 0 ? `version ${left} is there, and nothing names it` : undefined;
}

/** Once more without faults leads to where it should. */
function converged(facts) {
  const { schedule, again, end, acted } = facts;
  if (acted) return undefined;
  if (again.code !== 0) return `once more is red: exit ${again.code}`;
  const fresh = Object.keys(end.versions).filter((id) => !(id in facts.before.versions));
  const made = fresh[0] ?? Object.keys(end.versions).at(-1);
  const wanted = WANTED[schedule.operation](facts.before, made);
  if (!sameLive(end.live, wanted)) return `once more leads to ${JSON.stringify(end.live)}`;
  // The live one, the newest, and the one before the live one stay; Invoke does not know which that was.
  const left = Object.keys(end.versions).join();
  const kept = schedule.provider === 'invoke' ? '2,4' : '1,2,4';
  if (schedule.operation === 'cleanup' && left !== kept) return `once more leaves the versions ${left}`;
  return undefined;
}
