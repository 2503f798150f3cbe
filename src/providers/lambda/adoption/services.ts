import type { AdoptionStep, ManualChange } from '../../../core/adoption.js';
import type { VendorCommand } from '../../../core/model.js';
import type { LambdaConnection } from '../client.js';
import type { PolicyStatement } from '../resource-policy.js';
import { isAboutCalls, isAboutUrl, sourceArn, whoMayCall } from '../resource-policy.js';
import { serviceLine } from './aws-line.js';

/** What a change at another service needs to know. */
interface ServiceChange {
  aws: LambdaConnection;
  /** the ARN to be called from now on */
  target: string;
  /** the ARN that is called now */
  before: string;
  /** the parts of the source's ARN behind the account: "rule/nightly" */
  source: string;
  /** the whole of it */
  sourceArn: string;
}

type Describe = (change: ServiceChange) => ManualChange;

/**
 * Who may call without a qualifier keeps on its own side whom it calls, and no API of Lambda changes that: these are the
 * commands of each service, a read first, then the change. Some replace a whole definition; that is said.
 */
const SERVICES: Record<string, Describe> = {
  'apigateway.amazonaws.com': apiGateway,
  'events.amazonaws.com': eventBridge,
  's3.amazonaws.com': s3,
  'sns.amazonaws.com': sns,
  'logs.amazonaws.com': logs,
  'elasticloadbalancing.amazonaws.com': loadBalancer,
};

/** One step for each service or account that may call the function by its bare name (or, going back, the alias). */
export function serviceSteps(
  aws: LambdaConnection,
  statements: readonly PolicyStatement[],
  { target, before, name }: { target: string; before: string; name: string },
): AdoptionStep[] {
  return statements.flatMap((statement): AdoptionStep[] => {
    const { Principal, Effect } = statement;
    const service = typeof Principal === 'object' ? Principal?.Service : undefined;
    if (Effect === 'Deny' || isAboutUrl(statement) || !isAboutCalls(statement)) return [];
    const what = `${whoMayCall(statement)} calls ${name}`;
    if (typeof service !== 'string') return [{ what, byHand: callerOutside(target, before) }];
    const arn = sourceArn(statement) ?? '';
    const source = arn.split(':').slice(5).join(':');
    const describe = SERVICES[service] ?? other;
    const byHand = describe({ aws, target, before, source, sourceArn: arn });
    return [{ what, byHand }];
  });
}

/** An account or an organisation: what its code calls stands there. */
const callerOutside = (target: string, before: string): ManualChange => ({
  commands: [],
  caution: `Whoever it is must call ${target} instead of ${before}: nothing here can change that.`,
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
function apiGateway({ aws, target, source }: ServiceChange): ManualChange {
  const [api = '', , method = '<METHOD>'] = source.split('/');
  const id = /^[a-z0-9]+$/.test(api) ? api : '<API_ID>';
  const uri = `arn:aws:apigateway:${aws.region}:lambda:path/2015-03-31/functions/${target}/invocations`;
  const integration = [
    '--rest-api-id',
    id,
    '--resource-id',
    '<RESOURCE_ID>',
    '--http-method',
    wanted(method, '<METHOD>'),
  ];
  return {
    commands: [
      serviceLine(aws, ['apigatewayv2', 'get-integrations', '--api-id', id]),
      serviceLine(aws, [
        ...['apigatewayv2', 'update-integration', '--api-id', id],
        ...['--integration-id', '<INTEGRATION_ID>', '--integration-uri', target],
      ]),
      serviceLine(aws, ['apigateway', 'get-resources', '--rest-api-id', id, '--embed', 'methods']),
      serviceLine(aws, [
        ...['apigateway', 'update-integration', ...integration],
        ...['--patch-operations', `op=replace,path=/uri,value=${uri}`],
      ]),
      serviceLine(aws, ['apigateway', 'create-deployment', '--rest-api-id', id, '--stage-name', '<STAGE>']),
    ],
    caution:
      'The first two are for an HTTP or WebSocket API, the other three for a REST API, whose change is live with the deployment.',
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
function eventBridge({ aws, target, source }: ServiceChange): ManualChange {
  const parts = source.replace(/^rule\//, '').split('/');
  const rule = wanted(parts.at(-1), '<RULE>');
  const bus = parts.length > 1 ? ['--event-bus-name', parts[0] ?? ''] : [];
  return {
    commands: [
      serviceLine(aws, ['events', 'list-targets-by-rule', '--rule', rule, ...bus]),
      serviceLine(aws, ['events', 'put-targets', '--rule', rule, ...bus, '--targets', `Id=<TARGET_ID>,Arn=${target}`]),
    ],
    caution:
      'The second replaces the target with that id as a whole: add its Input, RetryPolicy and DeadLetterConfig as the first shows them.',
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
function s3({ aws, target, before, source }: ServiceChange): ManualChange {
  const bucket = wanted(source, '<BUCKET>');
  const file = 'notification.json';
  return {
    commands: [
      serviceLine(aws, ['s3api', 'get-bucket-notification-configuration', '--bucket', bucket]),
      serviceLine(aws, [
        ...['s3api', 'put-bucket-notification-configuration', '--bucket', bucket],
        ...['--notification-configuration', `file://${file}`],
      ]),
    ],
    caution: `The second replaces the bucket's whole configuration: save the first answer as ${file}, put ${target} in it where ${before} stands, and leave the rest.`,
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/lambda-console.html */
function sns({ aws, target, sourceArn: topic }: ServiceChange): ManualChange {
  const arn = wanted(topic, '<TOPIC_ARN>');
  return {
    commands: [
      serviceLine(aws, ['sns', 'list-subscriptions-by-topic', '--topic-arn', arn]),
      serviceLine(aws, [
        ...['sns', 'subscribe', '--topic-arn', arn],
        ...['--protocol', 'lambda', '--notification-endpoint', target],
      ]),
      serviceLine(aws, ['sns', 'unsubscribe', '--subscription-arn', '<OLD_SUBSCRIPTION_ARN>']),
    ],
    caution: 'Between the last two both are called for each message. Give the new one the filter policy of the old.',
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
function logs({ aws, target, source }: ServiceChange): ManualChange {
  const group = wanted(source.replace(/^log-group:/, '').replace(/:\*$/, ''), '<LOG_GROUP>');
  return {
    commands: [
      serviceLine(aws, ['logs', 'describe-subscription-filters', '--log-group-name', group]),
      serviceLine(aws, [
        ...['logs', 'put-subscription-filter', '--log-group-name', group, '--filter-name', '<FILTER_NAME>'],
        ...['--filter-pattern', '<PATTERN>', '--destination-arn', target],
      ]),
    ],
    caution: 'The second replaces the filter of that name: give it the pattern that the first shows.',
  };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
function loadBalancer({ aws, target, before, sourceArn: arn }: ServiceChange): ManualChange {
  const group = ['--target-group-arn', wanted(arn, '<TARGET_GROUP_ARN>')];
  return {
    commands: [
      serviceLine(aws, ['elbv2', 'describe-target-health', ...group]),
      serviceLine(aws, ['elbv2', 'deregister-targets', ...group, '--targets', `Id=${before}`]),
      serviceLine(aws, ['elbv2', 'register-targets', ...group, '--targets', `Id=${target}`]),
    ],
    caution:
      'A target group holds one function only, so it answers with errors between the last two: paste both at once.',
  };
}

/** A service that we know no commands of. */
const other: Describe = ({ target, before }) => ({
  commands: [] as VendorCommand[],
  caution: `Put ${target} where that service has ${before}.`,
});

/** What is no plain name must be filled in. */
const wanted = (value: string | undefined, blank: string): string =>
  value === undefined || value === '' || value.includes('*') ? blank : value;
