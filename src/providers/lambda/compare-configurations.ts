import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type ConfigurationDiff, compareConfigurations, isSameConfiguration } from '../../core/configuration-diff.js';
import type { Package } from '../../core/model.js';
import { type FunctionConfigurations, hasCode, LATEST } from './function-configurations.js';

/** Says nothing of what the function does: differs between two versions of one configuration. */
const OF_THE_VERSION = new Set(
  `FunctionArn Version RevisionId LastModified State StateReason StateReasonCode LastUpdateStatus LastUpdateStatusReason
  LastUpdateStatusReasonCode CodeSha256 CodeSize ConfigSha256 Description MasterArn SigningJobArn OptimizationStatus
  RuntimeVersionConfig $metadata`.split(/\s+/),
);

const RULES = { ignores: (name: string) => OF_THE_VERSION.has(name), variables: 'Environment.Variables' };

/**
 * What differs, whatever the code. A role that may not decrypt the variables is told an error in their place; then they
 * are unknown, and never the same. https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentResponse.html
 */
function compare(before: FunctionConfiguration, after: FunctionConfiguration): ConfigurationDiff {
  if (!before.Environment?.Error && !after.Environment?.Error) return compareConfigurations(before, after, RULES);
  const readable = [before, after].map((one) => ({ ...one, Environment: undefined })) as [object, object];
  return { ...compareConfigurations(...readable, RULES), unreadable: true };
}

/** Surely the same configuration, whatever the code. */
export const sameConfiguration = (a: FunctionConfiguration, b: FunctionConfiguration): boolean =>
  isSameConfiguration(compare(a, b));

/**
 * What differs between a version and another one, or (for a package) what would be published now. Asks for nothing
 * that this run has read. Undefined: one of them does not exist.
 */
export async function configurationDiff(
  configs: FunctionConfigurations,
  from: string,
  to: string | Package,
): Promise<ConfigurationDiff | undefined> {
  // An alias may also point at $LATEST, which is not a version.
  if (!/^\d+$/.test(from)) return undefined;
  const [before, after] = await Promise.all([
    configs.row(from),
    typeof to === 'string' && to !== LATEST ? configs.row(to) : configs.latest(),
  ]);
  if (!before || !after) return undefined;
  const sameCode = typeof to === 'string' ? before.CodeSha256 === after.CodeSha256 : hasCode(before, to);
  return { ...compare(before, after), ...(sameCode && { sameCode }) };
}
