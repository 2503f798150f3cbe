import type { OperationName } from '../core/model.js';
import type { Operation } from '../core/operation.js';
import { adopt } from './adopt.js';
import { canary } from './canary.js';
import { cleanup } from './cleanup.js';
import { deleteOperation } from './delete.js';
import { deploy } from './deploy.js';
import { diff } from './diff.js';
import { download } from './download.js';
import { withLatestCallers, withProtectedCallers } from './latest/guard.js';
import { list } from './list.js';
import { preview } from './preview.js';
import { promote } from './promote.js';
import { rollback } from './rollback.js';
import { withDeploymentRecord } from './shared/with-deployment-record.js';
import { status } from './status.js';
import { unadopt } from './unadopt.js';

/** One line each. */
export const operations: Record<OperationName, Operation> = {
  deploy: withDeploymentRecord(withLatestCallers(deploy)),
  canary: withDeploymentRecord(withLatestCallers(canary)),
  promote: withDeploymentRecord(withLatestCallers(promote)),
  rollback: withDeploymentRecord(withLatestCallers(rollback)),
  list,
  status,
  adopt,
  unadopt,
  diff,
  download,
  delete: deleteOperation,
  cleanup,
  preview: withProtectedCallers(preview),
};
