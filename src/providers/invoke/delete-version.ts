import { DeployError, mayHaveTakenEffect } from '../../core/errors.js';
import type { Version } from '../../core/model.js';
import { ACTIVE_ALIAS, type InvokeContext } from './context.js';

/** Deletes a version by its number. Refuses anything that is not a number, what is not there, and what is active. */
export async function deleteVersion(
  { api, functionId, versionCache, context }: InvokeContext,
  { id: number }: Version,
): Promise<void> {
  if (!/^[1-9]\d{0,17}$/.test(number)) {
    throw new DeployError('refused', `"${number}" is not a version number; nothing was deleted.`, {
      next: 'Name a number that `list` shows.',
    });
  }
  // What is active by now the server refuses itself, so ten thousand deletions need no listing each.
  const row = (await versionCache.cachedOrFetch()).find((one) => one.number === number);
  if (!row) throw new DeployError('refused', `There is no version ${number} to delete.`, { status: 404 });
  if (row.active) {
    throw new DeployError('refused', `Version ${number} is ${ACTIVE_ALIAS}; it was not deleted.`, {
      next: 'Make another version live first.',
    });
  }
  try {
    await api.deleteVersion(functionId, number);
  } catch (error) {
    if (!mayHaveTakenEffect(error) || context.signal?.aborted) throw error;
    if ((await versionCache.fetch()).some((one) => one.id === row.id)) throw error;
    context.log.info(`The answer was lost; version ${number} is deleted.`);
  }
  versionCache.forget(number);
}
