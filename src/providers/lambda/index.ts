import type { Provider, ProviderContext } from '../../core/provider.js';
import { alarms } from './alarms.js';
import { listAliases, settledAlias } from './aliases.js';
import { can } from './can.js';
import { connect } from './client.js';
import { code } from './code.js';
import { command } from './command.js';
import { configsOf, versionOf } from './configs.js';
import { type Finding, find } from './find.js';
import type { LambdaTarget } from './inputs.js';
import { invoke } from './invoke.js';
import { listVersions } from './pages.js';
import { drop, point } from './point.js';
import { publish } from './publish.js';
import { remove } from './remove.js';
import { bindings, expose, url } from './urls.js';

export { check } from './check.js';

/** One function of AWS Lambda. Sends nothing; throws `input` when no region is known. */
export async function open(target: LambdaTarget, context: ProviderContext): Promise<Provider> {
  const aws = await connect(target, context);
  const configs = configsOf(aws);
  const finding: Finding = {};
  return {
    capabilities: can,
    resolvedInputs: target.region === undefined ? { region: aws.region } : {},
    findPublished: (pkg, live) => find(aws, configs, { pkg, live, finding }),
    publish: (pkg, note) => publish(aws, configs, { pkg, note, finding }),
    versions: () => listVersions(aws),
    aliases: () => listAliases(aws),
    alias: (name) => settledAlias(aws, name),
    async version(id) {
      const config = await configs.version(id);
      return config && versionOf(config);
    },
    code: (version) => code(aws, version),
    point: (alias, split, options) => point(aws, configs, { ...options, alias, split }),
    remove: (version) => remove(aws, version),
    drop: (alias) => drop(aws, alias),
    command: (alias, split) => [command(aws, alias, split)],
    url: (alias) => url(aws, alias),
    bindings: () => bindings(aws),
    invoke: (version, payload) => invoke(aws, version, payload),
    alarms: (names) => alarms(aws, names),
    expose: (alias, options) => expose(aws, alias, options),
  };
}
