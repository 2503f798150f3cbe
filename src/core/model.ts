/**
 * The words of the project, in three rooms: what there is (words), what a user asks (asked), what a run did and found
 * (receipt). Everybody takes them from here.
 */

export type * from './receipt.js';
export * from './request.js';
export type * from './types.js';
