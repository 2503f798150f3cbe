import { createHash, randomUUID } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { LambdaRefusal } from './refusals.js';
import type { LambdaState } from './types.js';
import { xml } from './xml.js';

/** Only as much of S3 as an upload of code needs: buckets, objects, uploads in parts. Path style. */
export const S3_PATH = '/_s3';
/** There from the start. */
export const BUCKET = 'sandbox';
const MIN_PART = 5 * 1024 * 1024;

interface S3Call {
  world: LambdaState;
  request: SandboxRequest;
  bucket: string;
  key: string;
  query: URLSearchParams;
}

const refuse = (status: number, code: string, message: string) => new LambdaRefusal(status, code, message);
const etagOf = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`;

/** Of the newest content of a key, the only one that is kept. Absent: the bucket keeps no versions. */
export function objectVersion({ versioned }: LambdaState, bucket: string, body: Buffer): string | undefined {
  return versioned.has(bucket) ? createHash('sha256').update(body).digest('base64url').slice(0, 32) : undefined;
}

function factsOf({ world, bucket }: Pick<S3Call, 'world' | 'bucket'>, body: Buffer): Record<string, string> {
  const version = objectVersion(world, bucket, body);
  return { etag: etagOf(body), ...(version !== undefined && { 'x-amz-version-id': version }) };
}

export function s3(world: LambdaState, request: SandboxRequest): SandboxAnswer {
  const { pathname, searchParams: query } = request.url;
  const path = pathname.startsWith(`${S3_PATH}/`) ? pathname.slice(S3_PATH.length) : pathname;
  const [bucket = '', ...rest] = decodeURIComponent(path.slice(1)).split('/');
  const call: S3Call = { world, request, bucket, key: rest.join('/'), query };
  try {
    return call.key === '' ? onBucket(call) : onObject(call);
  } catch (error) {
    if (!(error instanceof LambdaRefusal)) throw error;
    return s3Refusal(error);
  }
}

export const s3Refusal = ({ status, type, message }: LambdaRefusal): SandboxAnswer =>
  xml(status, 'Error', { Code: type, Message: message, RequestId: randomUUID() });

function onBucket({ world, request, bucket, query }: S3Call): SandboxAnswer {
  if (bucket === '') {
    const names = [...world.buckets.keys()].map((Name) => ({ Name, CreationDate: new Date(0).toISOString() }));
    return xml(200, 'ListAllMyBucketsResult', { Buckets: { Bucket: names } });
  }
  if (request.method === 'PUT' && query.has('versioning')) {
    objectsOf({ world, bucket });
    if (/<Status>Enabled</.test(request.body.toString())) world.versioned.add(bucket);
    else world.versioned.delete(bucket);
    return { status: 200 };
  }
  if (request.method === 'PUT') {
    if (!world.buckets.has(bucket)) world.buckets.set(bucket, new Map());
    return { status: 200, headers: { location: `/${bucket}` } };
  }
  const objects = objectsOf({ world, bucket });
  if (request.method === 'HEAD') return { status: 200 };
  const prefix = query.get('prefix') ?? '';
  const found = [...objects].filter(([key]) => key.startsWith(prefix));
  const Contents = found.map(([Key, body]) => ({ Key, Size: body.length, ETag: etagOf(body) }));
  return xml(200, 'ListBucketResult', { Name: bucket, KeyCount: found.length, IsTruncated: false, Contents });
}

function objectsOf({ world, bucket }: Pick<S3Call, 'world' | 'bucket'>): Map<string, Buffer> {
  const objects = world.buckets.get(bucket);
  if (!objects) throw refuse(404, 'NoSuchBucket', 'The specified bucket does not exist');
  return objects;
}

function onObject(call: S3Call): SandboxAnswer {
  const { request, query } = call;
  const objects = objectsOf(call);
  switch (request.method) {
    case 'HEAD':
    case 'GET':
      return read(objects, call);
    case 'PUT':
      return query.has('uploadId') ? putPart(call) : put(objects, call);
    case 'POST':
      return query.has('uploads') ? beginParts(call) : endParts(objects, call);
    case 'DELETE':
      if (query.has('uploadId')) call.world.uploads.delete(query.get('uploadId') ?? '');
      else objects.delete(call.key);
      return { status: 204 };
    default:
      throw refuse(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
}

function read(objects: Map<string, Buffer>, call: S3Call): SandboxAnswer {
  const { key, request } = call;
  const body = objects.get(key);
  if (!body) {
    if (request.method === 'HEAD') return { status: 404 };
    throw refuse(404, 'NoSuchKey', 'The specified key does not exist.');
  }
  const headers = { ...factsOf(call, body), 'content-type': 'application/zip' };
  return { status: 200, headers, body };
}

function put(objects: Map<string, Buffer>, call: S3Call): SandboxAnswer {
  const body = contentOf(call.request);
  objects.set(call.key, body);
  return { status: 200, headers: factsOf(call, body) };
}

function beginParts({ world, bucket, key }: S3Call): SandboxAnswer {
  const UploadId = randomUUID();
  world.uploads.set(UploadId, { bucket, key, parts: new Map() });
  return xml(200, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId });
}

function uploadOf({ world, query }: S3Call) {
  const upload = world.uploads.get(query.get('uploadId') ?? '');
  if (!upload) throw refuse(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  return upload;
}

function putPart(call: S3Call): SandboxAnswer {
  const part = contentOf(call.request);
  uploadOf(call).parts.set(Number(call.query.get('partNumber')), part);
  return { status: 200, headers: { etag: etagOf(part) } };
}

function endParts(objects: Map<string, Buffer>, call: S3Call): SandboxAnswer {
  const upload = uploadOf(call);
  const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
  if (parts.slice(0, -1).some((part) => part.length < MIN_PART)) {
    throw refuse(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  const listed = call.request.body.toString().match(/<PartNumber>/g)?.length ?? 0;
  if (listed !== parts.length)
    throw refuse(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  const body = Buffer.concat(parts);
  objects.set(upload.key, body);
  call.world.uploads.delete(call.query.get('uploadId') ?? '');
  const { bucket, key } = upload;
  const done = xml(200, 'CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: `"${parts.length}"` });
  return { ...done, headers: { ...done.headers, ...factsOf({ world: call.world, bucket }, body) } };
}

/** SDKs send streams in signed or unsigned chunks: size in hex, a line end, the bytes; then checksums. */
function contentOf({ headers, body }: SandboxRequest): Buffer {
  if (!headers['x-amz-content-sha256']?.startsWith('STREAMING-')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || !(size > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
