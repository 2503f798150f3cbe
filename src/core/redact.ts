import type { Forge } from './forge.js';
import type { Log } from './log.js';

/** Remembers secrets as they are masked, and takes them out of whatever is about to leave. */
export interface Redactor {
  /** Masks here and wherever `log` masks; every line that passes is redacted. */
  log: Log;
  text(text: string): string;
  /** Redacts every string inside, in place. */
  deep<T>(value: T): T;
}

const STARS = '***';
/** Shorter texts are not treated as secrets, and replacing them would garble everything. */
const SHORTEST = 4;

/** The runner masks its log; files, outputs, comments and what a terminal shows are ours to keep clean. */
export function redactor(log: Log): Redactor {
  const secrets = new Set<string>();
  const text = (value: string): string => {
    let clean = value;
    for (const secret of secrets) clean = clean.replaceAll(secret, STARS);
    return clean;
  };
  const deep = <T>(value: T): T => {
    if (typeof value !== 'object' || value === null) return value;
    const object = value as Record<string, unknown>;
    for (const [key, inner] of Object.entries(object)) {
      if (typeof inner === 'string') object[key] = text(inner);
      else deep(inner);
    }
    return value;
  };
  return {
    text,
    deep,
    log: {
      clean: text,
      info: (line) => log.info(text(line)),
      notice: (line) => log.notice(text(line)),
      warning: (line) => log.warning(text(line)),
      status: (line) => log.status?.(text(line)),
      mask(secret) {
        if (secret.length < SHORTEST) return;
        for (const form of formsOf(secret)) secrets.add(form);
        log.mask(secret);
      },
    },
  };
}

/** How a secret may come back: as it is, in a URL, in JSON, and in both alphabets of base64. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encoded = [bytes.toString('base64'), bytes.toString('base64url')].map((text) => text.replace(/=+$/, ''));
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...encoded];
}

/**
 * The forge, told nothing that is masked: what it keeps (saved state, payloads, statuses) others can read. Comments
 * are written after the run, from a receipt that was redacted as a whole.
 */
export function redactingForge(forge: Forge, { deep }: Pick<Redactor, 'deep'>): Forge {
  const { openDeployment, endDeployment } = forge;
  const clean = <T>(value: T): T => deep(structuredClone(value));
  return {
    ...forge,
    save: (receipt) => forge.save(clean(receipt)),
    ...(openDeployment && {
      openDeployment: (environment, receipt, next, signal) => openDeployment(environment, clean(receipt), next, signal),
    }),
    ...(endDeployment && {
      endDeployment: (deployment, receipt, end, signal) =>
        endDeployment(deployment, clean(receipt), clean(end), signal),
    }),
  };
}
