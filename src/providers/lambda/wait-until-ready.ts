import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { waitFor } from '../../core/clock.js';
import { DeployError } from '../../core/errors.js';
import type { LambdaConnection } from './client.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { isReady, noFunctionError, noVersionError } from './function-configurations.js';
import { isCode, plainMessage } from './vendor-errors.js';

const SAY_EVERY_MS = 10_000;

/**
 * Waits to the run's deadline, saying in the log what it sees whenever that changes, and every 10 s. `first` is an
 * answer already at hand, so that the first look costs no request. Throws `timeout`.
 */
export async function waitForState<T>(
  aws: LambdaConnection,
  what: string,
  look: (see: (state: string) => void) => Promise<T | undefined>,
) {
  const { clock, deadline, signal, log } = aws.context;
  const started = clock.now();
  let last = '';
  let saidAt = started;
  const see = (state: string) => {
    const now = clock.now();
    if (state !== last || now - saidAt >= SAY_EVERY_MS) {
      log.info(`Waiting for ${what}: ${plainMessage(state)} (${Math.round((now - started) / 1000)} s)`);
      saidAt = now;
    }
    last = state;
  };
  return waitFor({ clock, deadline, signal, what, last: () => plainMessage(last) }, () => look(see));
}

/** An update or the creation has ended, well or badly. */
function isSettled({ State, LastUpdateStatus }: FunctionConfiguration): boolean {
  return State !== 'Pending' && (LastUpdateStatus ?? 'Successful') !== 'InProgress' && isKnown(LastUpdateStatus);
}

const isKnown = (status: string | undefined) => status === undefined || ['Successful', 'Failed'].includes(status);

/** $LATEST after the update that is under way, if one is. `first`: an answer already at hand. */
export async function untilSettled(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  first?: FunctionConfiguration,
): Promise<FunctionConfiguration> {
  let ready = first;
  return waitForState(aws, `the update of "${aws.name}" to end`, async (see) => {
    const config = ready ?? (await configs.fresh());
    ready = undefined;
    if (!config) throw noFunctionError(aws);
    if (isSettled(config)) return config;
    see(`State ${config.State ?? 'unknown'}, LastUpdateStatus ${config.LastUpdateStatus ?? 'unknown'}`);
    return undefined;
  });
}

/** A published version when it may take traffic. An unknown state is waited on; `Failed` throws `vendor`. */
export async function untilActive(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  published: FunctionConfiguration,
): Promise<FunctionConfiguration> {
  const id = published.Version ?? '';
  let ready: FunctionConfiguration | undefined = published;
  return waitForState(aws, `version ${id} of "${aws.name}" to be active`, async (see) => {
    const config = ready ?? (await configs.look(id));
    ready = undefined;
    if (!config) throw noVersionError(aws, id);
    if (config.State === 'Failed') {
      const why = plainMessage(config.StateReason ?? config.StateReasonCode ?? 'no reason given');
      throw new DeployError('vendor', `Version ${id} of "${aws.name}" failed to start: ${why}`, {
        code: config.StateReasonCode,
        next: 'Nothing was moved. Repair the cause and deploy again.',
      });
    }
    if (isReady(config)) return config;
    see(`State ${config.State ?? 'unknown'}${snapshot(config)}`);
    return undefined;
  });
}

function snapshot({ SnapStart }: FunctionConfiguration): string {
  return SnapStart?.ApplyOn === 'PublishedVersions' ? `, SnapStart ${SnapStart.OptimizationStatus ?? 'unknown'}` : '';
}

/**
 * Sends a write that AWS refuses while another update is under way; waits that one out and sends it again.
 * `write` answers undefined to be sent again too.
 */
export async function retryConflicts<T>(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  write: () => Promise<T | undefined>,
): Promise<T> {
  return waitForState(aws, `"${aws.name}" to take a write`, async (see) => {
    try {
      return await write();
    } catch (error) {
      if (!isCode(error, 'ResourceConflictException')) throw error;
      see(error.message);
      await untilSettled(aws, configs);
      return undefined;
    }
  });
}
