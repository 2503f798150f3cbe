export interface Schedule {
  seed: number;
  provider: string;
  operation: string;
  /** `at`: the number of the request, from 0 */
  faults: { at: number; kind: string }[];
  kill?: { write: number; when: 'before' | 'after'; post: boolean };
  actor?: { at: number };
}
export const OPERATIONS: string[];
export const PROVIDERS: string[];
export function scheduleOf(seed: number, only?: { provider?: string; operation?: string }): Schedule;
export function describe(schedule: Schedule): string;
