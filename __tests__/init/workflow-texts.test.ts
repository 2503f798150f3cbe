import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { credentialSteps } from '../../src/init/credential-steps.js';
import { manifestText } from '../../src/init/manifest-text.js';
import { WORKFLOWS } from '../../src/init/options.js';
import { workflowText } from '../../src/init/workflow-texts.js';
import { expandMaps } from '../../src/inputs/expand-maps.js';
import { readManifest } from '../../src/inputs/manifest/read-manifest.js';
import { readFlat } from '../../src/inputs/read-request.js';
import { operations } from '../../src/operations/index.js';
import { PROVIDERS, providers } from '../../src/providers/index.js';

/** The least permissions. */
const needed = (name: string, provider: string, records: boolean): Record<string, string> => ({
  contents: 'read',
  ...(provider === 'invoke' ? {} : { 'id-token': 'write' }),
  ...(records ? { deployments: 'write' } : {}),
  ...(name === 'preview' || name === 'cleanup' ? { deployments: 'read' } : {}),
  ...(name === 'preview' ? { 'pull-requests': 'write' } : {}),
});

interface Workflow {
  on: Record<string, { inputs?: Record<string, { type: string }> } | null>;
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes': number; concurrency: { group: string }; steps: Step[] }>;
}
interface Step {
  uses?: string;
  with?: Record<string, unknown>;
}

const uses = 'OWNER/versioned-deploy@v1';
const functions = ['checkout', 'on', "it's"];
/** What an expression becomes. */
const VALUES: Record<string, string> = {
  function: 'checkout',
  version: '7',
  environment: 'staging',
  'dry-run': 'false',
};

const cases = PROVIDERS.flatMap((provider) =>
  [[], ['staging', 'production']].map((environments) => ({ provider, environments })),
);

describe.each(cases)('for $provider with the environments $environments', ({ provider, environments }) => {
  const file = manifestText({
    inputs: { provider },
    functions: functions.map((name) => ({ name, path: `services/${name}` })),
    environments,
    uses,
    rollback: true,
  });
  const serviceWide = providers[provider].capabilities.scope === 'service';
  const plan = { functions, environments, uses, credentials: credentialSteps(provider), serviceWide };
  const alone = environments.length > 0 || serviceWide;

  test.each(WORKFLOWS)('%s.yml asks for something that is possible, with the least permissions', async (name) => {
    const workflow = parse(workflowText(name, { ...plan, build: 'npm ci' })) as Workflow;
    const [job] = Object.values(workflow.jobs);
    const step = job?.steps.find((one) => one.uses === uses);
    const given = Object.fromEntries(
      Object.entries(step?.with ?? {}).map(([input, value]) => [
        input,
        /\$\{\{/.test(String(value)) ? (VALUES[input] ?? 'k') : String(value),
      ]),
    );
    const members = readManifest(file, { given: await expandMaps(given), env: {} });
    const together = !alone && (name === 'deploy' || name === 'cleanup');
    expect(members).toHaveLength(together ? functions.length : 1);
    const requests = members.map(({ inputs }) => readFlat(inputs));
    for (const one of requests) {
      expect(one.operation).toBe(name);
      expect(() => operations[one.operation].check?.(one)).not.toThrow();
    }
    const [request] = requests;
    expect(workflow.permissions).toEqual(needed(name, provider, request?.environment !== undefined));
    expect(job?.['timeout-minutes']).toBeGreaterThan(0);
    expect(job?.concurrency.group).toMatch(name === 'preview' ? /^preview-/ : /^deploy(-|$)/);
    const checkout = job?.steps.find((one) => one.uses?.startsWith('actions/checkout@'));
    expect(checkout?.with).toMatchObject({ 'persist-credentials': false });
  });

  test('names are what they are', () => {
    const { jobs } = parse(workflowText('preview', plan)) as { jobs: { preview: { strategy: { matrix: unknown } } } };
    expect(jobs.preview.strategy.matrix).toEqual({ function: functions });
  });
});
