/** All operations, in the order in which help and tables show them. */
export const OPERATIONS = [
  'deploy',
  'canary',
  'promote',
  'rollback',
  'list',
  'status',
  'adopt',
  'unadopt',
  'diff',
  'download',
  'delete',
  'cleanup',
  'preview',
] as const;
export type OperationName = (typeof OPERATIONS)[number];
