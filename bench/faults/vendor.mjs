/**
 * What the vendor has, whoever it is: `versions`: number → the hash of its code; `live`: number → percent, as the alias
 * (Invoke: the pointer) sends callers; undefined: it leads nowhere.
 */
export function readVendor(sandbox, provider) {
  const state = sandbox.state(provider);
  if (provider === 'aws-lambda') return lambda(state.functions['eu-central-1/sample']);
  if (provider === 'invoke') return invoke(state.functions[0]);
  return functionCompute(state.units[0]);
}

const shares = (stable, weights) => {
  const live = {};
  let rest = 100;
  for (const [version, weight] of Object.entries(weights ?? {})) {
    const percent = Math.round(Number(weight) * 1e4) / 100;
    if (percent === 0) continue;
    live[version] = percent;
    rest -= percent;
  }
  if (rest !== 0) live[stable] = (live[stable] ?? 0) + rest;
  return live;
};

function lambda({ versions, aliases, latest }) {
  const all = Array.isArray(aliases) ? aliases : Object.values(aliases);
  const alias = all.find(({ Name }) => Name === 'live');
  return {
    versions: Object.fromEntries(versions.map(({ Version, CodeSha256 }) => [Version, CodeSha256])),
    latest: latest.CodeSha256,
    live: alias && shares(alias.FunctionVersion, alias.RoutingConfig?.AdditionalVersionWeights),
  };
}

function functionCompute({ versions, aliases }) {
  const alias = aliases.find(({ aliasName }) => aliasName === 'live');
  return {
    versions: Object.fromEntries(versions.map(({ id, checksums }) => [String(id), checksums.sample])),
    live: alias && shares(String(alias.versionId), alias.weights),
  };
}

function invoke({ versions, active_version_id: active }) {
  const row = versions.find(({ id }) => id === active);
  return {
    versions: Object.fromEntries(versions.map(({ version, package_hash: hash }) => [String(version), hash])),
    live: row && { [row.version]: 100 },
  };
}
