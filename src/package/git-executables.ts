const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The files that git knows to be executable, relative to `root`; undefined: git cannot say. For Windows, whose file
 * systems have no x bit: a package made there must be the one that is made elsewhere.
 */
export async function gitExecutables(root: string): Promise<Set<string> | undefined> {
  try {
    const [{ execFile }, { promisify }] = await Promise.all([import('node:child_process'), import('node:util')]);
    const run = promisify(execFile);
    const { stdout } = await run('git', ['ls-files', '-s', '-z', '--', '.'], { cwd: root, maxBuffer: MOST_BYTES });
    return readGitIndex(stdout);
  } catch {
    return undefined;
  }
}

/** The paths of mode 100755 in what `git ls-files -s -z` says: "mode object stage\tpath\0". */
export function readGitIndex(listing: string): Set<string> {
  const executables = new Set<string>();
  for (const row of listing.split('\0')) {
    if (row.startsWith('100755 ')) executables.add(row.slice(row.indexOf('\t') + 1));
  }
  return executables;
}
