import type { LoggedRequest } from '../../src/sandbox/kit/types.js';

const ALIAS = '/aliases/[^/]+$';

/**
 * Request → what a policy calls it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 * The order counts: the first line that fits.
 */
const ACTIONS: [method: string, path: RegExp, action: string][] = [
  ['POST', /^\/$/, 'cloudwatch:GetMetricData'],
  ['GET', /\/configuration$/, 'lambda:GetFunctionConfiguration'],
  ['PUT', /\/code$/, 'lambda:UpdateFunctionCode'],
  ['POST', /\/versions$/, 'lambda:PublishVersion'],
  ['GET', /\/versions$/, 'lambda:ListVersionsByFunction'],
  ['POST', /\/aliases$/, 'lambda:CreateAlias'],
  ['GET', /\/aliases$/, 'lambda:ListAliases'],
  ['GET', new RegExp(ALIAS), 'lambda:GetAlias'],
  ['PUT', new RegExp(ALIAS), 'lambda:UpdateAlias'],
  ['DELETE', new RegExp(ALIAS), 'lambda:DeleteAlias'],
  ['POST', /\/invocations$/, 'lambda:InvokeFunction'],
  ['GET', /\/policy$/, 'lambda:GetPolicy'],
  ['POST', /\/url$/, 'lambda:CreateFunctionUrlConfig'],
  ['GET', /\/url$/, 'lambda:GetFunctionUrlConfig'],
  ['DELETE', /\/url$/, 'lambda:DeleteFunctionUrlConfig'],
  ['GET', /\/urls$/, 'lambda:ListFunctionUrlConfigs'],
  ['GET', /\/provisioned-concurrency$/, 'lambda:GetProvisionedConcurrencyConfig'],
  ['GET', /\/event-source-mappings\/?$/, 'lambda:ListEventSourceMappings'],
  ['GET', /\/functions\/[^/]+$/, 'lambda:GetFunction'],
  ['DELETE', /\/functions\/[^/]+$/, 'lambda:DeleteFunction'],
];

/** What a role must be allowed, for these requests to be answered. Throws on a request that is not in the table. */
export function actionsOf(requests: LoggedRequest[]): Set<string> {
  // A link to the code is signed: whoever has it needs no permission.
  const signed = (path: string) => path.startsWith('/_lambda/code/');
  const asked = requests.filter(({ path }) => !signed(path));
  return new Set(
    asked.map(({ method, path }) => {
      const [pathname = ''] = path.split('?');
      const found = ACTIONS.find(([verb, pattern]) => verb === method && pattern.test(pathname));
      if (!found) throw new Error(`No action is known for ${method} ${path}: add it to the table.`);
      return found[2];
    }),
  );
}
