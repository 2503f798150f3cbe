import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './run-dist.js';

/** One job of a workflow in `examples/workflows` that lends a role at AWS. */
export interface ExampleJob {
  /** "canary.yml" */
  workflow: string;
  /** "promote" */
  job: string;
  /** the name of the role that it lends: "deploy-checkout" */
  role: string;
  /** what starts it */
  events: string[];
  /** the job's key `environment` */
  environment?: string;
  /** `with:` of our step, as it stands there */
  inputs: Record<string, unknown>;
}

interface Parsed {
  on: Record<string, unknown>;
  jobs: Record<string, { environment?: string; steps: { uses?: string; with?: Record<string, unknown> }[] }>;
}

const FOLDER = path.join(ROOT, 'examples', 'workflows');

/** Every job of the examples that works at AWS. */
export const awsJobs = (): ExampleJob[] => readdirSync(FOLDER).flatMap(jobsOf);

function jobsOf(workflow: string): ExampleJob[] {
  const { on, jobs } = parse(readFileSync(path.join(FOLDER, workflow), 'utf8')) as Parsed;
  return Object.entries(jobs).flatMap(([job, { environment, steps }]) => {
    const using = (action: string) => steps.find(({ uses }) => uses?.startsWith(action))?.with;
    const role = String(using('aws-actions/configure-aws-credentials@')?.['role-to-assume'] ?? '').split('role/')[1];
    if (role === undefined) return [];
    return [
      { workflow, job, role, environment, events: Object.keys(on), inputs: using('OWNER/versioned-deploy@') ?? {} },
    ];
  });
}
