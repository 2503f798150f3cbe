import type { Operation } from '../core/job.js';
import type { OperationName } from '../core/model.js';
import { canary } from './canary.js';
import { cleanup } from './cleanup.js';
import { remove } from './delete.js';
import { deploy } from './deploy.js';
import { diff } from './diff.js';
import { download } from './download.js';
import { list } from './list.js';
import { preview } from './preview.js';
import { promote } from './promote.js';
import { recorded } from './recorded.js';
import { rollback } from './rollback.js';

/** One line each. */
export const operations: Record<OperationName, Operation> = {
  deploy: recorded(deploy),
  canary: recorded(canary),
  promote: recorded(promote),
  rollback: recorded(rollback),
  list,
  diff,
  download,
  delete: remove,
  cleanup,
  preview,
};
