import type { HandlerSetting } from '../../core/provider.js';
import type { FcFunction } from './api-types.js';

/**
 * What a function calls. Of custom runtimes the command and its arguments are one line, and without both it is the file
 * /code/bootstrap. https://www.alibabacloud.com/help/en/functioncompute/fc/principles-1
 */
export function handlerSetting(raw: FcFunction): HandlerSetting | undefined {
  const { runtime, handler, layers, environmentVariables, customRuntimeConfig } = raw;
  if (!runtime) return undefined;
  const command = [...(customRuntimeConfig?.command ?? []), ...(customRuntimeConfig?.args ?? [])];
  return {
    runtime,
    handler: handler ?? '',
    ...(command.length > 0 && { command }),
    layers: layers?.length ?? 0,
    variables: Object.keys(environmentVariables ?? {}),
  };
}
