import { WriteStream } from 'node:tty';
import width from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Screen } from './screen.js';

/** What is known of the stream that a text goes to. */
export interface Window {
  /** a person sees it: not a file, not a pipe */
  isTTY?: boolean;
  columns?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Measures the window that a text is for. Colours are for terminals, unless `FORCE_COLOR` asks for them elsewhere;
 * `NO_COLOR` and `TERM=dumb` keep them out: https://nodejs.org/api/tty.html#writestreamgetcolordepthenv
 */
export function openScreen({ isTTY, columns }: Window, env: Env): Screen {
  return {
    ...(isTTY && columns !== undefined && columns > 0 && { columns }),
    colors: hasColors(isTTY, env),
    width: (text) => width(text),
    wrap: (text, most) => wrapAnsi(text, most, { trim: false, wordWrap: true }),
  };
}

function hasColors(isTTY: boolean | undefined, env: Env): boolean {
  if (!isTTY && env.FORCE_COLOR === undefined) return false;
  // It reads nothing but the variables, and also answers for what is no terminal.
  return WriteStream.prototype.getColorDepth.call(null, { ...env }) > 1;
}
