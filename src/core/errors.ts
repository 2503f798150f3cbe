/**
 * Errors are sentences: what, with which value, what to do now.
 *
 * - input: the request is wrong; nothing was sent
 * - refused: the request is clear, and doing it would break something; nothing was changed
 * - conflict: someone else moved the same thing; nothing was changed
 * - vendor: the provider said no; `status` and `code` are its words
 * - network: no answer; whether a write took effect is not known unless the sentence says so
 * - timeout: our own deadline passed
 * - interrupted: the run was told to stop
 * - superseded: a newer commit went live during the run, so this one leaves it there: no failure
 * - unhealthy: the new version failed its gate; where traffic is stands in the receipt
 */
export type ErrorKind =
  | 'input'
  | 'refused'
  | 'conflict'
  | 'vendor'
  | 'network'
  | 'timeout'
  | 'interrupted'
  | 'superseded'
  | 'unhealthy';

export interface ErrorDetails {
  /** what to do now: a sentence */
  next?: string;
  /** the page of this repository that says more: "docs/permissions.md#by-operation" */
  page?: string;
  /** HTTP status */
  status?: number;
  /** the vendor's error code */
  code?: string;
  cause?: unknown;
  /** a write went out before, and was not refused: what it was for has happened, wholly or in part */
  writeAccepted?: boolean;
}

export class DeployError extends Error {
  readonly kind: ErrorKind;
  readonly next?: string;
  readonly page?: string;
  readonly status?: number;
  readonly code?: string;
  readonly writeAccepted?: boolean;

  constructor(kind: ErrorKind, message: string, facts: ErrorDetails = {}) {
    super(message, { cause: facts.cause });
    this.name = 'DeployError';
    this.kind = kind;
    this.next = facts.next;
    this.page = facts.page;
    this.status = facts.status;
    this.code = facts.code;
    this.writeAccepted = facts.writeAccepted;
  }
}

const REFUSALS: readonly ErrorKind[] = ['conflict', 'refused', 'vendor', 'input'];

/**
 * Does this error of a write say for certain that nothing happened? The one definition of a clear no: a refusal of
 * ours, or a status of 3xx or 4xx from the vendor. A server error, a lost answer and an answer with a good status that
 * could not be read are not clear.
 */
export function isClearRefusal(error: unknown): error is DeployError {
  if (!(error instanceof DeployError) || error.writeAccepted) return false;
  const { kind, status = 400 } = error;
  return REFUSALS.includes(kind) && status >= 300 && status < 500;
}

/**
 * May a write that ended with this error have taken effect all the same, so that it must be looked up? Not when the
 * run itself was told to stop or ran out of time: then there is no time to look.
 */
export function mayHaveTakenEffect(error: unknown): error is DeployError {
  if (!(error instanceof DeployError)) return false;
  const { kind, status } = error;
  return kind === 'network' || (kind === 'vendor' && status !== undefined && (status < 300 || status >= 500));
}

/** Work after a write that was not refused: its errors say that the write is under way. */
export async function afterAcceptedWrite<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const { kind, message, next, page, status, code, cause } = error;
    throw new DeployError(kind, message, { next, page, status, code, cause: cause ?? error, writeAccepted: true });
  }
}

/**
 * A bad input: names the input, shows the value, says what to do. `problem` is a sentence, or the rest of one that
 * begins with the input: "is not a duration."
 */
export function inputError(input: string, value: string, problem: string, next: string): DeployError {
  const shown = value.length > 80 ? `${value.slice(0, 77)}…` : value;
  const goesOn = /^(is|has|does|could|would|says|holds|compares|leaves|excludes)\b/.test(problem);
  if (value === '') return new DeployError('input', `Input \`${input}\`${goesOn ? '' : ':'} ${problem}`, { next });
  return new DeployError('input', `Input \`${input}\` is "${shown}"${goesOn ? ', which' : ':'} ${problem}`, { next });
}

/** What a thrown thing says, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return String(error);
}

export const interruptedError = (): DeployError => new DeployError('interrupted', 'The run was told to stop.');

/** Why a signal fired: the run was told to stop, or its time is over. */
export const stopReason = (signal: AbortSignal | undefined): DeployError =>
  signal?.reason instanceof DeployError ? signal.reason : interruptedError();

/** Someone else moved, or uploaded, the same thing at the same moment. */
export const isConflict = (error: unknown): error is DeployError =>
  error instanceof DeployError && error.kind === 'conflict';

/** A newer commit went live during the run: nothing is left to do. */
export const isSuperseded = (error: unknown): error is DeployError =>
  error instanceof DeployError && error.kind === 'superseded';

/** Did the run end from outside, or because its time is over? Then nothing more is tried. */
export const isStop = (error: unknown): boolean =>
  error instanceof DeployError && (error.kind === 'interrupted' || error.kind === 'timeout');
