import { ListTagsCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-lambda';
import type { LambdaConnection } from '../client.js';
import { isStatus } from '../vendor-errors.js';

/** How a statement that was copied begins; its old id follows. */
export const STATEMENT_MARK = 'versioned-deploy-adopted-';

/** On an event source mapping: whom it called before. */
export const SOURCE_TAG = 'versioned-deploy:called';

/** On the function: what was made for an alias, such as "url settings". */
const madeTag = (alias: string): string => `versioned-deploy:adopted:${alias}`;

/** What `adopt` makes that has no name of its own to mark it by. */
export type Made = 'url' | 'settings';

/** The tags of a function or of an event source mapping; undefined: they may not be read. */
export async function readTags(aws: LambdaConnection, arn: string): Promise<Record<string, string> | undefined> {
  try {
    return (await aws.ask(new ListTagsCommand({ Resource: arn }))).Tags ?? {};
  } catch (error) {
    if (isStatus(error, 403)) return undefined;
    throw error;
  }
}

export const madeFor = (tags: Record<string, string> | undefined, alias: string): Made[] =>
  (tags?.[madeTag(alias)] ?? '').split(' ').filter((word) => word !== '') as Made[];

/** Marks (or, with none, unmarks) what was made for the alias. A role that may not is told: it is only the undo. */
export async function markMade(
  aws: LambdaConnection,
  arn: string,
  alias: string,
  made: readonly Made[],
): Promise<void> {
  if (made.length > 0) return setTag(aws, arn, madeTag(alias), made.join(' '));
  await aws.ask(new UntagResourceCommand({ Resource: arn, TagKeys: [madeTag(alias)] }));
}

/** Marks a mapping before it is moved: a mark without a move does no harm, a move without a mark is not undone. */
export const markSource = (aws: LambdaConnection, arn: string, before: string): Promise<void> =>
  setTag(aws, arn, SOURCE_TAG, before);

export async function unmarkSource(aws: LambdaConnection, arn: string): Promise<void> {
  await aws.ask(new UntagResourceCommand({ Resource: arn, TagKeys: [SOURCE_TAG] }));
}

async function setTag(aws: LambdaConnection, arn: string, name: string, value: string): Promise<void> {
  try {
    await aws.ask(new TagResourceCommand({ Resource: arn, Tags: { [name]: value } }));
  } catch (error) {
    if (!isStatus(error, 403)) throw error;
    aws.context.log.warning(
      `lambda:TagResource is not allowed here, so \`unadopt\` will not know this one; keep the line that undoes it: ${arn}`,
    );
  }
}
