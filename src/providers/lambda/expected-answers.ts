import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { DeserializeMiddleware, MetadataBearer, MiddlewareStack } from '@smithy/types';

type Answer = Record<string, unknown>;
type Fits = (answer: Answer, name: string, asked: Answer) => boolean;

const isFunction: Fits = (answer, name) => {
  const { FunctionName, CodeSha256, Version } = answer as FunctionConfiguration;
  return FunctionName === name && Boolean(CodeSha256 && Version);
};

const isAlias: Fits = (answer, _name, asked) => {
  const { Name, FunctionVersion } = answer as AliasConfiguration;
  return Name === asked.Name && Boolean(FunctionVersion);
};

/**
 * What an answer with status 200 must say before it is believed, by the command's name in the SDK. Anything else (`{}`,
 * another function's configuration) counts as one that is not JSON at all: it is asked again.
 */
const EXPECTED: Readonly<Record<string, Fits>> = {
  GetFunctionConfiguration: (answer, name, { Qualifier }) =>
    isFunction(answer, name, {}) && (!/^\d+$/.test(String(Qualifier)) || answer.Version === Qualifier),
  UpdateFunctionCode: isFunction,
  CreateFunction: isFunction,
  PublishVersion: (answer, name) => isFunction(answer, name, {}) && /^\d+$/.test(String(answer.Version)),
  GetAlias: isAlias,
  CreateAlias: isAlias,
  UpdateAlias: isAlias,
  // A page may be empty.
  ListAliases: ({ Aliases, NextMarker }) => Array.isArray(Aliases) || Boolean(NextMarker),
  ListVersionsByFunction: ({ Versions, NextMarker }) => Array.isArray(Versions) || Boolean(NextMarker),
};

/** Beside the deserializer, so that the SDK's retry sees it. `name`: the function's plain name. */
export function refuseUnexpected<I extends object, O extends MetadataBearer>(
  stack: MiddlewareStack<I, O>,
  name: string,
): void {
  const look: DeserializeMiddleware<I, O> = (next, context) => async (args) => {
    const result = await next(args).catch((error: unknown) => {
      // The SDK stumbles over `null`.
      const { $response } = error as { $response?: { statusCode?: number } };
      throw error instanceof TypeError && $response ? unexpected($response.statusCode) : error;
    });
    const fits = EXPECTED[(context.commandName ?? '').replace(/Command$/, '')];
    if (!fits || fits((result.output ?? {}) as unknown as Answer, name, args.input as Answer)) return result;
    throw unexpected((result.response as { statusCode?: number }).statusCode);
  };
  stack.addRelativeTo(look, { name: 'refuseUnexpected', relation: 'before', toMiddleware: 'deserializerMiddleware' });
}

/** As the SDK throws what is no JSON. */
const unexpected = (status: number | undefined): SyntaxError =>
  Object.assign(new SyntaxError('Unexpected token'), { $metadata: { httpStatusCode: status } });
