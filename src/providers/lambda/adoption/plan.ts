import type { AdoptionDirection, AdoptionPlan, AdoptionStep } from '../../../core/adoption.js';
import type { LambdaConnection } from '../client.js';
import { type FunctionConfigurations, noFunctionError } from '../function-configurations.js';
import { isAboutUrl, policyStatements } from '../resource-policy.js';
import { copySettingsStep, readAsyncSettings, removeSettingsStep } from './async-settings.js';
import { moveBackSteps, moveSteps, readEventSources } from './event-sources.js';
import { type Made, madeFor, markMade, readTags, STATEMENT_MARK } from './marks.js';
import { serviceSteps } from './services.js';
import { copySteps, removeSteps } from './statements.js';
import { createUrlSteps, readUrls, removeUrlSteps } from './url.js';

/**
 * What it takes to bring those who call $LATEST under an alias, or to take that back. Sends reads only. First what
 * callers of the alias need (permissions, settings), then the callers, one at a time; back in the other order.
 */
export async function adoptionPlan(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  alias: string,
  direction: AdoptionDirection,
): Promise<AdoptionPlan> {
  const config = await configs.latest();
  if (!config) throw noFunctionError(aws);
  const found = await readAll(aws, alias, config.FunctionArn ?? '');
  const steps = direction === 'adopt' ? adoptSteps(aws, alias, found) : await unadoptSteps(aws, alias, found);
  return { steps, warnings: [...managedWarnings(found.tags), ...unreadWarnings(found.tags, direction)] };
}

type Found = Awaited<ReturnType<typeof readAll>>;

async function readAll(aws: LambdaConnection, alias: string, arn: string) {
  const [tags, own, there, settings, aliasSettings, sources, urls] = await Promise.all([
    readTags(aws, arn),
    policyStatements(aws),
    policyStatements(aws, alias),
    readAsyncSettings(aws),
    readAsyncSettings(aws, alias),
    readEventSources(aws),
    readUrls(aws, alias),
  ]);
  // A bare name may list the statements of aliases too: theirs name the alias.
  const bare = own.filter(({ Resource }) => typeof Resource !== 'string' || Resource.split(':')[7] === undefined);
  return { arn, tags, own: bare, there, settings, aliasSettings, sources, urls };
}

function adoptSteps(aws: LambdaConnection, alias: string, found: Found): AdoptionStep[] {
  const made = new Set(madeFor(found.tags, alias));
  const mark = (what: Made) => async () => {
    made.add(what);
    await markMade(aws, found.arn, alias, [...made]);
  };
  const { own, there, settings, aliasSettings, sources, urls } = found;
  const copied = urls.own ? own : own.filter((one) => !isAboutUrl(one));
  const target = { target: `${found.arn}:${alias}`, before: found.arn, name: alias };
  return [
    ...copySteps(aws, alias, { own: copied, there }),
    ...copySettingsStep(aws, alias, { own: settings, there: aliasSettings, made: mark('settings') }),
    ...moveSteps(aws, alias, sources),
    ...createUrlSteps(aws, alias, { urls, made: mark('url') }),
    ...serviceSteps(aws, own, target),
  ];
}

async function unadoptSteps(aws: LambdaConnection, alias: string, found: Found): Promise<AdoptionStep[]> {
  const { arn, tags, there, aliasSettings, sources, urls } = found;
  const made = madeFor(tags, alias);
  const back = { target: arn, before: `${arn}:${alias}`, name: 'the bare name again, if you pointed it at the alias' };
  const unmark = async () => markMade(aws, arn, alias, []);
  const copied = there.filter(({ Sid }) => Sid?.startsWith(STATEMENT_MARK));
  const steps = [
    ...serviceSteps(aws, copied, back),
    ...(await moveBackSteps(aws, alias, sources)),
    ...(made.includes('url') ? removeUrlSteps(aws, alias, urls) : []),
    ...(made.includes('settings') ? removeSettingsStep(aws, alias, aliasSettings) : []),
    ...removeSteps(aws, alias, there),
  ];
  if (made.length === 0) return steps;
  return [...steps, { what: `take the mark for ${alias} from the function's tags`, apply: unmark }];
}

/** What was made carries tags: where they cannot be read, what is ours is not known, and stays. */
function unreadWarnings(tags: Record<string, string> | undefined, direction: AdoptionDirection): string[] {
  if (tags || direction === 'adopt') return [];
  return [
    'lambda:ListTags is not allowed here, so a URL and settings that `adopt` made are not known as such, and stay.',
  ];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function managedWarnings(tags: Record<string, string> | undefined): string[] {
  const stack = tags?.['aws:cloudformation:stack-name'];
  if (stack === undefined) return [];
  return [
    `The function belongs to the CloudFormation stack ${stack} (as with SAM and the CDK): change its template too, or its next update takes this back.`,
  ];
}
