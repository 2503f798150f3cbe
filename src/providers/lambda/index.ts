import type { Provider, ProviderContext } from '../../core/provider.js';
import { adoptionPlan } from './adoption/plan.js';
import { alarms } from './alarms.js';
import { readCallers } from './callers.js';
import { capabilities } from './capabilities.js';
import { connect } from './client.js';
import { configurationDiff } from './compare-configurations.js';
import { deleteVersion } from './delete-version.js';
import { downloadCode } from './download-code.js';
import { createKeepExecuting, reasonOf } from './durable-executions.js';
import { type FoundCode, findPublished } from './find-published.js';
import { createFunctionConfigurations, toVersion } from './function-configurations.js';
import { aliasUrl, createUrl } from './function-urls.js';
import { handlerSetting } from './handler-setting.js';
import type { LambdaTarget } from './inputs.js';
import { invokeVersion } from './invoke-version.js';
import { pinLatest, putLatest, readLatest } from './latest-code.js';
import { listVersions } from './list-versions.js';
import { publish } from './publish.js';
import { listAliases, settledAlias } from './read-aliases.js';
import { trafficSource } from './traffic-source.js';
import { deleteAlias, pointAlias } from './update-alias.js';
import { vendorCommand } from './vendor-command.js';

export { check } from './check.js';
export { functions } from './list-functions.js';

/** The runner masks what it knows to be a secret; a role's keys come from a step before, or from a machine. */
const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** One function of AWS Lambda. Sends nothing; throws `input` when no region is known. */
export async function open(target: LambdaTarget, context: ProviderContext): Promise<Provider> {
  for (const name of SECRET_VARIABLES) {
    const secret = context.env[name]?.trim();
    if (secret) context.log.mask(secret);
  }
  const aws = await connect(target, context);
  const configs = createFunctionConfigurations(aws);
  const keepExecuting = createKeepExecuting(aws, configs);
  const finding: FoundCode = {};
  return {
    capabilities,
    resolvedInputs: target.region === undefined ? { region: aws.region } : {},
    findPublished: (pkg, live) => findPublished(aws, configs, { pkg, live, finding }),
    configurationDiff: (from, to) => configurationDiff(configs, from, to),
    handler: () => handlerSetting(aws, configs),
    publish: (pkg, note, write) => publish(aws, configs, { pkg, note, finding, write }),
    versions: () => listVersions(aws, configs),
    aliases: () => listAliases(aws),
    alias: (name) => settledAlias(aws, name),
    async version(id) {
      const config = await configs.version(id);
      return config && toVersion(config);
    },
    code: (version) => downloadCode(aws, version),
    point: (alias, split, options) => pointAlias(aws, configs, { ...options, alias, split }),
    remove: (version) => deleteVersion(aws, version, keepExecuting),
    drop: (alias) => deleteAlias(aws, alias),
    command: (alias, split) => [vendorCommand(aws, alias, split)],
    url: (alias) => aliasUrl(aws, alias),
    callers: (of, counts) => readCallers(aws, of, counts),
    whyKept: ({ id }) => reasonOf(keepExecuting(id)),
    latest: () => readLatest(configs),
    pinLatest: (note) => pinLatest(aws, configs, note),
    putLatest: (version, options) => putLatest(aws, configs, version, options),
    adoption: (alias, direction) => adoptionPlan(aws, configs, alias, direction),
    invoke: (version, payload, options) => invokeVersion(aws, version, payload, options),
    alarms: (names) => alarms(aws, names),
    trafficSource: (options) => trafficSource(aws, options),
    expose: (alias, options) => createUrl(aws, alias, options),
  };
}
