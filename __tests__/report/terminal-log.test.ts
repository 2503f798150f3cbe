import { expect, test } from '@jest/globals';
import { terminalLog } from '../../src/report/terminal-log.js';

/** What a person sees: the lines that stand, and the one that is drawn over. */
function screen(columns: number) {
  let lines: string[] = [];
  let drawn = '';
  const log = terminalLog({
    stderr: (text) => {
      lines = [...lines, drawn + text];
      drawn = '';
    },
    windows: { stderr: { columns } },
    draw: (text) => {
      drawn = text.replace('\r\u001b[2K', '');
    },
  });
  return { log, seen: () => [lines, drawn] };
}

test('the status stands below what is said, and each replaces the last', () => {
  const { log, seen } = screen(80);
  log.status('▰▱ 10 %  until 14:05:09');
  log.info('Published.');
  log.status('▰▰ 50 %');
  log.warning('slow');
  expect(seen()).toEqual([['Published.', 'Warning: slow'], '▰▰ 50 %']);
  log.status('');
  expect(seen()).toEqual([['Published.', 'Warning: slow'], '']);
});

test('it never wraps, and carries no control characters', () => {
  const { log, seen } = screen(10);
  log.status('\u001b[31m0123456789\nabc');
  expect(seen()[1]).toBe('[31m01234');
});

test('nobody watches: nothing is drawn', () => {
  const lines: string[] = [];
  const log = terminalLog({ stderr: (text) => void lines.push(text) });
  log.status('10 %');
  log.info('a');
  expect(lines).toEqual(['a']);
});
