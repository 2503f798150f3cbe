import { randomUUID } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';

/** AWS's no: thrown anywhere, answered once. */
export class LambdaRefusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string) => new LambdaRefusal(400, 'InvalidParameterValueException', message);
export const notFound = (message: string) => new LambdaRefusal(404, 'ResourceNotFoundException', message);
export const conflict = (message: string) => new LambdaRefusal(409, 'ResourceConflictException', message);
export const stale = () =>
  new LambdaRefusal(
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );

/** AWS's own sentence for a value that its model does not allow. */
export const violatesConstraint = (value: unknown, field: string, constraint: string) =>
  new LambdaRefusal(
    400,
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${field}' failed to satisfy constraint: ${constraint}`,
  );

export const refusalAnswer = ({ status, type, message }: LambdaRefusal): SandboxAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, 'x-amzn-requestid': randomUUID() },
  body: { Type: 'User', message, Message: message },
});

export const answer = (status: number, body?: object): SandboxAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() },
  body: body === undefined ? '' : body,
});
