/** How a workflow gets the vendor's credentials, and what has to be set up for it once. */
export interface CredentialSteps {
  /** steps before ours, as lines of YAML */
  steps: readonly string[];
  /** more inputs of our step */
  inputs: readonly string[];
  /** `env:` of our step */
  env: readonly string[];
  /** may the job take a token of GitHub's identity provider? */
  idToken: boolean;
  /** what a person sets up once: sentences */
  todo: readonly string[];
}

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions of the runner's, not of JavaScript */

const ALIBABA: CredentialSteps = {
  steps: [
    '- uses: aliyun/configure-aliyun-credentials-action@v1',
    '  with:',
    '    role-to-assume: ${{ vars.ALIBABA_ROLE }}',
    '    oidc-provider-arn: ${{ vars.ALIBABA_OIDC_PROVIDER }}',
  ],
  inputs: [],
  env: [],
  idToken: true,
  todo: [
    'Set the variables ALIBABA_ROLE and ALIBABA_OIDC_PROVIDER (Settings → Secrets and variables → Actions). What the role needs: docs/permissions-alibaba.md.',
  ],
};

const BY_PROVIDER: Readonly<Record<string, (region: string | undefined) => CredentialSteps>> = {
  'aws-lambda': (region) => ({
    steps: [
      '- uses: aws-actions/configure-aws-credentials@v5',
      '  with:',
      '    role-to-assume: ${{ vars.AWS_ROLE }}',
      `    aws-region: ${region ?? '${{ vars.AWS_REGION }}'}`,
    ],
    inputs: [],
    env: [],
    idToken: true,
    todo: [
      `Set the variable AWS_ROLE${region === undefined ? ' and AWS_REGION' : ''} (Settings → Secrets and variables → Actions) to a role that trusts GitHub. What it needs: docs/permissions.md.`,
    ],
  }),
  'alibaba-fc3': () => ALIBABA,
  'alibaba-fc2': () => ALIBABA,
  invoke: () => ({
    steps: [],
    inputs: ['invoke-api-key: ${{ secrets.INVOKE_API_KEY }}'],
    env: ['INVOKE_BASE_URL: ${{ vars.INVOKE_BASE_URL }}'],
    idToken: false,
    todo: [
      'Set the secret INVOKE_API_KEY and the variable INVOKE_BASE_URL (Settings → Secrets and variables → Actions).',
    ],
  }),
};

/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are over */

const UNKNOWN: CredentialSteps = {
  steps: ['# A step that gets the credentials of the vendor belongs here.'],
  inputs: [],
  env: [],
  idToken: false,
  todo: ['Add a step with the credentials of the vendor to each workflow.'],
};

export const credentialSteps = (provider: string, region?: string): CredentialSteps =>
  BY_PROVIDER[provider]?.(region) ?? UNKNOWN;
