import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { answer, conflict, invalid, LambdaRefusal, notFound, violatesConstraint } from './refusals.js';
import { resolve } from './responses.js';
import * as store from './stored-functions.js';
import type { LambdaCall, StoredFunction } from './types.js';

// Recorded: test_provisioned_concurrency_exceptions, test_lambda_provisioned_lifecycle.
const UNPUBLISHED = 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.';
const NO_VERSION = 'The function resource provided must be an alias or a published version.';

/** Throws 400 or 404, of a missing function too, with the words for an alias or for a version. */
function placeOf(call: LambdaCall, latest = NO_VERSION): { fn: StoredFunction; qualifier: string } {
  const { world, region, params } = call;
  const qualifier = call.query.get('Qualifier') ?? '';
  const name = store.nameIn(params[0]);
  const fn = store.functionsOf(world, region).get(name);
  if (qualifier === '' || qualifier === '$LATEST') throw invalid(latest);
  if (!/^\d+$/.test(qualifier)) {
    if (!fn?.aliases.has(qualifier)) {
      throw notFound(`Cannot find alias arn: ${store.arnOf({ region, name }, qualifier)}`);
    }
    return { fn, qualifier };
  }
  const found = store.functionOf(call, qualifier);
  resolve(found, qualifier);
  return { fn: found, qualifier };
}

export function putProvisioned(call: LambdaCall): SandboxAnswer {
  const wanted = Number(call.json.ProvisionedConcurrentExecutions);
  if (!(wanted >= 1)) {
    throw violatesConstraint(
      wanted,
      'provisionedConcurrentExecutions',
      'Member must have value greater than or equal to 1',
    );
  }
  const { fn, qualifier } = placeOf(call, UNPUBLISHED);
  const alias = fn.aliases.get(qualifier);
  // Reported: https://github.com/hashicorp/terraform-provider-aws/issues/24957
  if (Object.keys(alias?.weights ?? {}).length > 0) {
    throw invalid('Alias with weights can not be used with Provisioned Concurrency');
  }
  if (alias && fn.provisioned.has(alias.FunctionVersion)) {
    throw conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
  }
  const pointed = [...fn.aliases.values()].some(
    ({ Name, FunctionVersion }) => FunctionVersion === qualifier && fn.provisioned.has(Name),
  );
  if (pointed) throw conflict('Version is pointed by a Provisioned Concurrency alias');
  fn.provisioned.set(qualifier, wanted);
  return answer(202, {
    AllocatedProvisionedConcurrentExecutions: 0,
    AvailableProvisionedConcurrentExecutions: 0,
    RequestedProvisionedConcurrentExecutions: wanted,
    Status: 'IN_PROGRESS',
  });
}

export function getProvisioned(call: LambdaCall): SandboxAnswer {
  const { fn, qualifier } = placeOf(call);
  const executions = fn.provisioned.get(qualifier);
  if (executions === undefined) {
    const message = `No Provisioned Concurrency Config found for this function`;
    throw new LambdaRefusal(404, 'ProvisionedConcurrencyConfigNotFoundException', message);
  }
  return answer(200, {
    RequestedProvisionedConcurrentExecutions: executions,
    AllocatedProvisionedConcurrentExecutions: executions,
    Status: 'READY',
  });
}

export function deleteProvisioned(call: LambdaCall): SandboxAnswer {
  const { fn, qualifier } = placeOf(call);
  fn.provisioned.delete(qualifier);
  return answer(204);
}
