/** The types that the whole project shares: what there is (types), what a user asks (request), what a run did (receipt). */

export type * from './receipt.js';
export * from './request.js';
export type * from './types.js';
