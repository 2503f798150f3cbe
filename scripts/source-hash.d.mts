export const HASH_FILE: string;
export function sourceHash(root: string): string;
export function staleDist(root: string): string | undefined;
