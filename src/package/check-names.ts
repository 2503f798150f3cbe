/** Names that would not survive the way to another machine, or would lead somewhere else there. */

const CONTROL = /\p{Cc}/u;
const MAX_NAME_BYTES = 65_535;

/** Why a file of this name (relative, forward slashes) cannot go into an archive; undefined: it can. */
export function nameProblem(path: string): string | undefined {
  if (CONTROL.test(path)) return 'its name holds a control character';
  if (path.includes('\\')) return 'its name holds a backslash, which Windows and many unzippers take for a folder';
  // What is no UTF-8 on disk arrives with the replacement character, and could not be opened by that name.
  if (path.includes('\ufffd') || /\p{Cs}/u.test(path)) return 'its name is not valid UTF-8';
  if (path.length > MAX_NAME_BYTES / 3 && Buffer.byteLength(path) > MAX_NAME_BYTES) return 'its name is too long';
  return undefined;
}

/** Why a name that an archive brings must not be unpacked; undefined: it may. */
export function unsafeNameProblem(path: string): string | undefined {
  if (path === '') return 'its name is empty';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'its name is an absolute path';
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    return 'its name leads through "." or ".."';
  return nameProblem(path);
}

/** A path for a sentence: nothing in it can end the line. */
export function printableName(path: string): string {
  return path.replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Names of one folder that are the same to a disk that ignores case. */
export function namesDifferingInCase(names: string[]): [string, string][] {
  const seen = new Map<string, string>();
  const twins: [string, string][] = [];
  for (const name of names) {
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other === undefined) seen.set(lower, name);
    else twins.push([other, name]);
  }
  return twins;
}
