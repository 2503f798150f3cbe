import { DeployError } from '../../core/errors.js';
import type { Version } from '../../core/model.js';
import { ACTIVE, type Desk, isAmbiguous } from './desk.js';

/** Deletes a version by its number. Refuses what is no number, what is not there, and what is active. */
export async function remove({ api, id, seen, context }: Desk, { id: number }: Version): Promise<void> {
  if (!/^[1-9]\d{0,17}$/.test(number)) {
    throw new DeployError('refused', `"${number}" is no version number; nothing was deleted.`, {
      next: 'Name a number that `list` shows.',
    });
  }
  // What is active by now the server refuses itself, so ten thousand deletions need no listing each.
  const row = (await seen.last()).find((one) => one.number === number);
  if (!row) throw new DeployError('refused', `There is no version ${number} to delete.`, { status: 404 });
  if (row.active) {
    throw new DeployError('refused', `Version ${number} is ${ACTIVE}; it was not deleted.`, {
      next: 'Make another version live first.',
    });
  }
  try {
    await api.remove(id, number);
  } catch (error) {
    if (!isAmbiguous(error) || context.signal?.aborted) throw error;
    if ((await seen.list()).some((one) => one.id === row.id)) throw error;
    context.log.info(`The answer was lost; version ${number} is deleted.`);
  }
  seen.forget(number);
}
