/** A key of the form that real ones have. It opens nothing but a sandbox. */
export const SANDBOX_KEY = '0123456789abcdef'.repeat(4);

/** Switches of the sandbox, for tests and rehearsals. Times are multiplied by the sandbox's scale. */
export interface Settings {
  /** the key that is accepted */
  apiKey: string;
  /** the key belongs to a global admin */
  admin: boolean;
  /** ms from upload to the end of the build */
  buildMs: number;
  /** instead of `buildMs`: a build ends after its function's builds or versions were looked at so many times */
  buildPolls: number | null;
  /** builds fail; a text is what the execution service itself has to say, such as "Build timeout (300000ms)" */
  buildFails: boolean | string;
  /** builds end as cancelled */
  buildCancelled: boolean;
  /** the execution service was restarted so many ms ago (as they are): what starts now stays `running` since then, and nobody works on it */
  buildOrphanedMs: number | null;
  /** ms between taking a number and writing the row: uploads at once collide within it */
  storeMs: number;
  /** ms for which the execution service remembers a function */
  cacheMs: number;
  /** ms that a handler may take */
  runMs: number;
  /** requests per 15 minutes at the execution service; null: no limit */
  rateLimit: number | null;
  /**
   * The next upload answers 500: before its row was written; after it, without a build; or after it, with somebody
   * else's bytes in its place. 'overwritten' is answered 201 as if nothing had happened, and built from somebody else's
   * bytes: two uploads at once take the same number and write the same object, and only the later row is refused. Who
   * is refused may be the one who wrote last, and leaves no row (seen on the real server; in Invoke's source,
   * invoke-admin/pages/api/functions/[id]/versions.ts). 'unreadable' is the same with bytes that no build takes.
   */
  uploadBreaks: null | 'before-row' | 'after-row' | 'foreign-object' | 'overwritten' | 'unreadable';
  /** uploads are recorded with another hash than theirs */
  wrongHash: boolean;
  /** slugs of further projects; only to be added to */
  projects: string[];
  /** the next switch finds that the artifact of a built version is gone: 202, and a build that will switch */
  artifactGone: boolean;
}

export const DEFAULTS: Settings = {
  apiKey: SANDBOX_KEY,
  admin: true,
  buildMs: 600,
  buildPolls: null,
  buildFails: false,
  buildCancelled: false,
  buildOrphanedMs: null,
  storeMs: 20,
  cacheMs: 30_000,
  runMs: 30_000,
  rateLimit: null,
  uploadBreaks: null,
  wrongHash: false,
  projects: [],
  artifactGone: false,
};

/** Throws on a setting that does not exist or has another type. */
export function checked(settings: Record<string, unknown>): Partial<Settings> {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw new Error(`The sandbox of Invoke has no setting "${name}"; it has: ${Object.keys(DEFAULTS).join(', ')}.`);
    }
    if (!fits(name as keyof Settings, value))
      throw new Error(`The setting "${name}" cannot be ${JSON.stringify(value)}.`);
  }
  return settings;
}

const UPLOAD_BREAKS: Settings['uploadBreaks'][] = [
  null,
  'before-row',
  'after-row',
  'foreign-object',
  'overwritten',
  'unreadable',
];

function fits(name: keyof Settings, value: unknown): boolean {
  if (name === 'uploadBreaks') return UPLOAD_BREAKS.includes(value as Settings['uploadBreaks']);
  if (name === 'buildFails') return typeof value === 'boolean' || typeof value === 'string';
  if (name === 'projects') return Array.isArray(value) && value.every((slug) => typeof slug === 'string');
  if (value === null) return DEFAULTS[name] === null;
  const type = DEFAULTS[name] === null ? 'number' : typeof DEFAULTS[name];
  return typeof value === type && (type !== 'number' || Number(value) >= 0);
}
