import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readRequest } from '../../src/inputs/read-request.js';
import { operations } from '../../src/operations/index.js';
import { ROOT } from '../support/run-dist.js';

// What a runner enforces and act does not: permissions, concurrency. (__tests__/act runs the workflows.)

interface Step {
  uses?: string;
  with?: Record<string, unknown>;
}

interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency: { group: string; 'cancel-in-progress': boolean };
  jobs: Record<string, Job>;
}

const FOLDER = path.join(ROOT, 'examples', 'workflows');
const WORKFLOWS = readdirSync(FOLDER).map((name) => ({
  name,
  workflow: parse(readFileSync(path.join(FOLDER, name), 'utf8')) as Workflow,
}));

const isOurs = ({ uses }: Step) => uses === 'OWNER/versioned-deploy@v1';

/** An expression stands for something that its input takes. */
const VALUES: Record<string, string> = { version: '7', 'dry-run': 'false', 'invoke-api-key': 'k' };
const given = ({ with: inputs = {} }: Step) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const text = String(value);
      if (!text.includes('${{')) return [name, text];
      return [name, VALUES[name] ?? text.replace(/\$\{\{.*?\}\}/g, 'https://invoke.example')];
    }),
  );

/** The permissions that the steps of a job need, no more and no less. */
async function needed({ steps }: Job): Promise<Record<string, string>> {
  const uses = (part: string) => steps.some((step) => step.uses?.startsWith(part));
  const requests = await Promise.all(steps.filter(isOurs).map((step) => readRequest(given(step))));
  const some = (is: (request: (typeof requests)[number]) => boolean) => requests.some(is);
  return {
    ...(uses('actions/checkout@') || some(({ operation }) => operation === 'promote') ? { contents: 'read' } : {}),
    ...(uses('aws-actions/configure-aws-credentials@') ? { 'id-token': 'write' } : {}),
    // What is deployed to an environment is not deleted, so that must be known: who may not ask is warned each time.
    ...(some(({ operation }) => ['preview', 'cleanup', 'delete'].includes(operation)) ? { deployments: 'read' } : {}),
    ...(some(({ environment }) => environment !== undefined) ? { deployments: 'write' } : {}),
    ...(some(({ operation }) => operation === 'preview') ? { 'pull-requests': 'write' } : {}),
  };
}

test('each of the five kinds of workflow is there', () => {
  const kinds = ['deploy.yml', 'preview.yml', 'rollback.yml', 'canary.yml', 'cleanup.yml'];
  expect(WORKFLOWS.map(({ name }) => name)).toEqual(expect.arrayContaining(kinds));
});

test.each(WORKFLOWS)('$name asks for what is possible, with the least permissions, and one at a time', async (one) => {
  const { permissions, concurrency, jobs } = one.workflow;
  for (const job of Object.values(jobs)) {
    const steps = job.steps.filter(isOurs);
    expect(steps).toHaveLength(1);
    for (const step of steps) {
      const request = await readRequest(given(step));
      expect(() => operations[request.operation].check?.(request)).not.toThrow();
    }
    expect(job.permissions ?? permissions).toEqual(await needed(job));
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toEqual({ 'persist-credentials': false });
    }
  }
  const preview = one.name === 'preview.yml';
  expect(concurrency.group).toMatch(preview ? /^preview-checkout-/ : /^deploy-checkout$/);
});

test('the workflow that the summaries name takes the version as text', () => {
  for (const { workflow } of WORKFLOWS.filter(({ name }) => name.endsWith('rollback.yml'))) {
    expect(workflow.on).toMatchObject({ workflow_dispatch: { inputs: { version: { type: 'string' } } } });
  }
});
