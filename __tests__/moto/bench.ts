import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { RunnerResult } from '../../src/sandbox/step-runner.js';
import { makePackage } from '../support/package.js';
import { bare, DIST, type Inputs, runAction } from '../support/run-dist.js';

/** Set by scripts/moto.mjs. */
export const MOTO = process.env.MOTO_URL ?? '';
export const REGION = 'eu-west-1';
const script = process.env.VERSIONED_DEPLOY_DIST ?? DIST;

/** moto takes any key. */
export const KEYS = {
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_EC2_METADATA_DISABLED: 'true',
};

export interface Bench {
  name: string;
  role: string;
  aws: LambdaClient;
  /** the workspace */
  cwd: string;
  /** the build output below `app` */
  build(text: string, more?: Record<string, Buffer>): Promise<void>;
  /** One step of a workflow: the bundled action. */
  step(inputs: Inputs): Promise<RunnerResult>;
  close(): Promise<void>;
}

/** A function of its own for each test, so that no test needs another's end. `exists: false` makes only the role. */
export async function makeBench({ exists = true } = {}): Promise<Bench> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'vd-moto-')));
  const cwd = join(home, 'workspace');
  await mkdir(join(cwd, 'app'), { recursive: true });
  const name = `fn-${randomBytes(4).toString('hex')}`;
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const aws = new LambdaClient({ endpoint: MOTO, region: REGION, credentials });
  const role = await createRole(`role-${name}`);
  if (exists) {
    const { file } = await makePackage({ 'index.mjs': '// nothing yet\n' }, home);
    const Code = { ZipFile: await readFile(file) };
    const facts = { Runtime: 'nodejs22.x', Handler: 'index.handler' } as const;
    await aws.send(new CreateFunctionCommand({ FunctionName: name, Role: role, Code, ...facts }));
  }
  const where = { provider: 'aws-lambda', function: name, region: REGION, endpoint: MOTO };
  return {
    name,
    role,
    aws,
    cwd,
    async build(text, more = {}) {
      await writeFile(join(cwd, 'app', 'index.mjs'), `export const handler = async () => ${JSON.stringify(text)};\n`);
      for (const [file, content] of Object.entries(more)) await writeFile(join(cwd, 'app', file), content);
    },
    step: (inputs) => runAction({ inputs: { ...where, ...inputs }, env: KEYS, cwd, script }),
    async close() {
      aws.destroy();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export const shellEnv = () => ({ ...bare(), ...KEYS });

/** moto asks for the role; any signature will do, but it must name the service. */
async function createRole(name: string): Promise<string> {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const body = new URLSearchParams({
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: name,
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const scope =
    'AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0';
  const answer = await fetch(MOTO, { method: 'POST', headers: { authorization: scope }, body });
  if (!answer.ok) throw new Error(`moto made no role: ${answer.status} ${await answer.text()}`);
  return `arn:aws:iam::123456789012:role/${name}`;
}

/** A bucket of the same server. */
export async function createBucket(name: string): Promise<void> {
  const scope = `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  const body = `<CreateBucketConfiguration><LocationConstraint>${REGION}</LocationConstraint></CreateBucketConfiguration>`;
  const answer = await fetch(`${MOTO}/${name}`, { method: 'PUT', headers: { authorization: scope }, body });
  if (!answer.ok) throw new Error(`moto made no bucket: ${answer.status} ${await answer.text()}`);
}
