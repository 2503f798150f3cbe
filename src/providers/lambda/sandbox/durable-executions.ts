import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { answer } from './refusals.js';
import * as store from './stored-functions.js';
import type { LambdaCall } from './types.js';

/**
 * The executions that the settings name, one a version; nothing is run.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListDurableExecutionsByFunction.html
 */
export function listDurableExecutions(call: LambdaCall): SandboxAnswer {
  const { world, query } = call;
  const fn = store.functionOf(call);
  const wanted = query.get('Qualifier');
  const statuses = query.getAll('Statuses');
  const all = Object.entries(world.settings.durableExecutions)
    .filter(([version]) => wanted === null || wanted === version)
    .filter(([, status]) => statuses.length === 0 || statuses.includes(status))
    .map(([version, Status]) => ({
      DurableExecutionArn: `${store.arnOf(fn, version)}/durable-execution/sandbox/1`,
      DurableExecutionName: 'sandbox',
      FunctionArn: store.arnOf(fn, version),
      Status,
      StartTimestamp: world.context.clock.now() / 1000,
    }));
  const { items, NextMarker } = page(call, all);
  return answer(200, { DurableExecutions: items, NextMarker });
}
