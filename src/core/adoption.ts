import type { Caller, VendorCommand } from './types.js';

/**
 * adopt: those who call the newest upload call an alias from now on, so that a release and a rollback reach them.
 * unadopt: what `adopt` made and moved, and nothing else, goes back.
 */
export type AdoptionDirection = 'adopt' | 'unadopt';

/**
 * One thing that brings callers under the alias (or back), small enough that every caller has an answer before and
 * after it.
 */
export interface AdoptionStep {
  /** a sentence without its end: "let events.amazonaws.com call live" */
  what: string;
  /** it is so already */
  done?: true;
  /** A caller calls something else by it: what that holds must be what it got before. */
  moves?: true;
  /** what undoes it: one line of the vendor's tool */
  undo?: VendorCommand;
  /** Sends it, and resolves when the vendor shows it. Absent: nothing is to be sent, or only a person can. */
  apply?(): Promise<void>;
  /** only a person can: the other half is kept by another service */
  byHand?: ManualChange;
}

/** What a person does at another service, in this order. Words in angle brackets are to be filled in. */
export interface ManualChange {
  /** lines of the vendor's tool: what is there, then the change */
  commands: VendorCommand[];
  /** what such a change replaces beside what it should: a sentence */
  caution?: string;
}

export interface AdoptionPlan {
  /** in the order in which they are safe */
  steps: AdoptionStep[];
  /** what a person should know first: sentences */
  warnings: string[];
}

/** there: it was so already; by-hand: only a person can; unknown: sent, and no answer says whether it took effect */
export type AdoptionState = 'planned' | 'done' | 'there' | 'by-hand' | 'failed' | 'unknown';

/** One step as a receipt keeps it. */
export interface AdoptionRow extends Pick<AdoptionStep, 'what' | 'undo' | 'byHand'> {
  state: AdoptionState;
}

/** What `adopt` or `unadopt` did, or would do. */
export interface AdoptionResult {
  direction: AdoptionDirection;
  rows: AdoptionRow[];
  warnings: string[];
  /** who calls what in the end, as read back; absent: a plan, or it could not be read */
  callers?: Caller[];
}
