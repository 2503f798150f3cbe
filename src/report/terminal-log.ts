import type { Log } from '../core/log.js';

export interface Terminal {
  /** writes a line */
  stderr(text: string): void;
  /** the windows; their width may change while one watches */
  windows?: { stderr: { columns?: number } };
  /** writes without a line end; absent: nobody watches */
  draw?(text: string): void;
}

/** A terminal obeys control characters; none of them are ours, but for those of the status line. */
const plain = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '');

const CLEAR_LINE = '\r\u001b[2K';

/** Where a run in a terminal speaks. The status stands below what was said, and goes when there is more to say. */
export function terminalLog({ stderr, windows, draw: write }: Terminal): Log & Required<Pick<Log, 'status'>> {
  let status = '';
  const draw = (text: string) => {
    if (!write || (text === '' && status === '')) return;
    // A line that wraps could not be taken away again.
    const room = Math.max(0, (windows?.stderr.columns ?? 80) - 1);
    status = [...plain(text).replace(/\s+/g, ' ')].slice(0, room).join('');
    write(`${CLEAR_LINE}${status}`);
  };
  const say = (text: string) => {
    const standing = status;
    draw('');
    stderr(plain(text));
    draw(standing);
  };
  return {
    info: say,
    notice: (text) => say(`Note: ${text}`),
    warning: (text) => say(`Warning: ${text}`),
    status: draw,
    // Nothing of it is ever printed by us; a terminal has no list of masks.
    mask: () => undefined,
  };
}
