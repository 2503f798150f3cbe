/**
 * Preloaded into a process whose peak memory is wanted: writes it (mib), and the CPU time of all its threads (cpu, in ms),
 * as JSON into the file BENCH_PEAK at the end.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** VmHWM is this program's own; what getrusage tells begins with the process that started it. */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

const { BENCH_PEAK: file } = process.env;

function facts() {
  const { user, system } = process.cpuUsage();
  return JSON.stringify({ mib: peak(), cpu: (user + system) / 1000 });
}

if (isMainThread && file) process.on('exit', () => writeFileSync(file, facts()));
