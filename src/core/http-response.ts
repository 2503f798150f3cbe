interface LambdaProxyResponse {
  statusCode?: unknown;
  body?: unknown;
  isBase64Encoded?: unknown;
}

/**
 * What the callers of a handler behind a URL see: the status and body that it returns as `{statusCode, body}`, on AWS
 * (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html) and on Function Compute 3.0
 * (https://www.alibabacloud.com/help/en/functioncompute/fc/user-guide/http-trigger-invoking-function) alike.
 * undefined: the answer has no such shape.
 */
export function parseHttpResponse(text: string): { status: number; body: string } | undefined {
  const { statusCode, body, isBase64Encoded } = shape(text);
  if (typeof statusCode !== 'number') return undefined;
  if (typeof body !== 'string') return { status: statusCode, body: body === undefined ? '' : JSON.stringify(body) };
  return { status: statusCode, body: isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body };
}

function shape(text: string): LambdaProxyResponse {
  try {
    return (JSON.parse(text) as LambdaProxyResponse | null) ?? {};
  } catch {
    return {};
  }
}
