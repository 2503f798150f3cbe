import type { Operation } from '../core/job.js';
import type { OperationName } from '../core/model.js';
import { canary } from './canary.js';
import { deploy } from './deploy.js';
import { list } from './list.js';
import { promote } from './promote.js';
import { rollback } from './rollback.js';

/** One line each. */
export const operations: Record<OperationName, Operation> = { deploy, canary, promote, rollback, list };
