import type { Receipt } from '../../../src/core/model.js';
import { adopted } from './adoption.js';
import { failedEarly, failedLate, failedUnknown } from './failures.js';
import { hostile, hostileList } from './hostile.js';
import { listed } from './lists.js';
import { canary, first, planned, promoted, published, rolledBack, switched, unchanged } from './moves.js';
import { compared, previewed, previewGone, swept, walkedBack } from './retention.js';
import { counted, timer, unproven, walked } from './rollouts.js';

export * from './adoption.js';
export * from './base.js';
export * from './failures.js';
export * from './hostile.js';
export * from './lists.js';
export * from './moves.js';
export * from './retention.js';
export * from './rollouts.js';

export const stories: Record<string, Receipt> = {
  'deploy-switch': switched,
  'deploy-first': first,
  'deploy-unchanged': unchanged,
  'deploy-published': published,
  canary,
  promote: promoted,
  rollback: rolledBack,
  'failure-before-upload': failedEarly,
  'failure-after-publish': failedLate,
  'failure-unknown': failedUnknown,
  'dry-run': planned,
  adopt: adopted,
  list: listed,
  diff: compared,
  cleanup: swept,
  preview: previewed,
  'preview-removed': previewGone,
  'rollout-taken-back': walkedBack,
  rollout: walked,
  'rollout-unproven': unproven,
  'rollout-timer': timer,
  'rollout-counted': counted,
  hostile,
  'hostile-list': hostileList,
};
