import { cpus } from 'node:os';

/** Once, before all suites: how long a whole run takes, so that nobody wonders. Measured: eight minutes on two cores. */
export default function sayHowLong({ testPathPatterns, watch }) {
  if (watch || (testPathPatterns?.patterns?.length ?? 0) > 0) return;
  const cores = cpus().length;
  const minutes = cores >= 4 ? 'a few minutes' : 'about eight minutes';
  console.log(`\nAll suites: ${minutes} on ${cores} cores. One part: npm test -- __tests__/operations`);
}
