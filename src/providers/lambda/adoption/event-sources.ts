import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import {
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { AdoptionStep } from '../../../core/adoption.js';
import { DeployError } from '../../../core/errors.js';
import { allPages } from '../all-pages.js';
import { qualifierOf } from '../callers.js';
import type { LambdaConnection } from '../client.js';
import { LATEST } from '../function-configurations.js';
import { isCode } from '../vendor-errors.js';
import { waitForState } from '../wait-until-ready.js';
import { lambdaLine } from './aws-line.js';
import { markSource, readTags, SOURCE_TAG, unmarkSource } from './marks.js';

/** Queues and streams of the function, those that are switched off too: somebody will switch them on. */
export async function readEventSources(aws: LambdaConnection): Promise<EventSourceMappingConfiguration[]> {
  const found: EventSourceMappingConfiguration[] = [];
  const fetch = (Marker?: string) =>
    aws.ask(new ListEventSourceMappingsCommand({ FunctionName: aws.fn, Marker, MaxItems: 100 }));
  for await (const { EventSourceMappings = [] } of allPages('event sources', fetch)) found.push(...EventSourceMappings);
  return found;
}

const nameOf = ({ EventSourceArn, UUID }: EventSourceMappingConfiguration): string =>
  `event source ${EventSourceArn ?? UUID}`;

/** Those that call the newest code call the alias. AWS keeps their place in the queue or stream. */
export function moveSteps(
  aws: LambdaConnection,
  alias: string,
  sources: readonly EventSourceMappingConfiguration[],
): AdoptionStep[] {
  const mine = sources.filter(({ FunctionArn }) => [LATEST, alias].includes(qualifierOf(FunctionArn)));
  return mine.map((source): AdoptionStep => {
    const what = `${nameOf(source)} calls ${alias}`;
    if (qualifierOf(source.FunctionArn) === alias) return { what, done: true };
    return {
      what,
      undo: updateLine(aws, source, unqualified(source)),
      apply: async () => {
        await markSource(aws, arnOf(source), LATEST);
        await point(aws, source, `${unqualified(source)}:${alias}`);
      },
    };
  });
}

/** Those that `adopt` moved go back; one that was bound to the alias before is none of ours. */
export async function moveBackSteps(
  aws: LambdaConnection,
  alias: string,
  sources: readonly EventSourceMappingConfiguration[],
): Promise<AdoptionStep[]> {
  const bound = sources.filter(({ FunctionArn }) => qualifierOf(FunctionArn) === alias);
  const tags = await Promise.all(bound.map((source) => readTags(aws, arnOf(source))));
  return bound.flatMap((source, at): AdoptionStep[] => {
    const moved = tags[at]?.[SOURCE_TAG] !== undefined;
    if (tags[at] && !moved) return [];
    const what = `${nameOf(source)} calls ${LATEST} again`;
    const caution = 'Whether `adopt` moved it cannot be read (lambda:ListTags).';
    if (!moved) return [{ what, byHand: { commands: [updateLine(aws, source, unqualified(source))], caution } }];
    const apply = async () => {
      await point(aws, source, unqualified(source));
      await unmarkSource(aws, arnOf(source));
    };
    return [{ what, moves: true, undo: updateLine(aws, source, `${unqualified(source)}:${alias}`), apply }];
  });
}

const unqualified = ({ FunctionArn = '' }: EventSourceMappingConfiguration): string =>
  FunctionArn.split(':').slice(0, 7).join(':');

/** Older answers have no ARN of the mapping itself: it is made of the function's. */
function arnOf({ EventSourceMappingArn, FunctionArn = '', UUID }: EventSourceMappingConfiguration): string {
  return EventSourceMappingArn ?? `${FunctionArn.split(':').slice(0, 5).join(':')}:event-source-mapping:${UUID}`;
}

const updateLine = (aws: LambdaConnection, { UUID = '' }: EventSourceMappingConfiguration, target: string) =>
  lambdaLine(aws, ['update-event-source-mapping', '--uuid', UUID, '--function-name', target]);

/** AWS answers first, and then works on it: waits for that. Throws `vendor` when something else came of it. */
async function point(aws: LambdaConnection, { UUID }: EventSourceMappingConfiguration, target: string): Promise<void> {
  let sent = false;
  const what = `event source ${UUID} to call ${target.split(':').slice(6).join(':')}`;
  const after = await waitForState(aws, what, async (see) => {
    const now = await aws.ask(new GetEventSourceMappingCommand({ UUID }));
    see(`State ${now.State ?? 'unknown'}`);
    // Creating, Enabling, Updating, …: https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html
    if (/ing$/.test(now.State ?? '')) return undefined;
    if (sent || now.FunctionArn === target) return now;
    sent = await update(aws, UUID, target);
    return undefined;
  });
  if (after.FunctionArn === target) return;
  throw new DeployError(
    'vendor',
    `Event source ${UUID} calls ${after.FunctionArn} after it was told to call ${target}.`,
    {
      next: 'Look at it in the console.',
    },
  );
}

/** false: another change of it is under way. */
async function update(aws: LambdaConnection, UUID: string | undefined, FunctionName: string): Promise<boolean> {
  try {
    await aws.ask(new UpdateEventSourceMappingCommand({ UUID, FunctionName }));
    return true;
  } catch (error) {
    if (!isCode(error, 'ResourceInUseException', 'ResourceConflictException')) throw error;
    return false;
  }
}
