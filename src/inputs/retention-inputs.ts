import { defineInputs } from './define-inputs.js';
import * as parse from './parsers.js';

/** Which versions to keep, compare, fetch or delete. */
export const RETENTION_INPUTS = defineInputs({
  group: 'retention',
  maps: {
    retention: { help: 'What `cleanup` keeps and what it deletes.', main: 'keep' },
  },
  inputs: {
    'retention.keep': {
      help: 'How many of the newest versions to keep. Previews do not count, and versions in use are always kept.',
      parse: parse.count(1),
      operations: ['cleanup'],
    },
    'retention.max-age': {
      help: 'Delete only versions older than this, such as `30d`. With `keep`: of those that are not among the newest.',
      parse: parse.duration,
      operations: ['cleanup'],
    },
    'retention.min-age': {
      help: 'Never delete versions younger than this, such as `1h`.',
      parse: parse.duration,
      operations: ['cleanup'],
    },
    'retention.previews': {
      help: 'Delete previews of pull requests (`pr-<number>`) older than this, such as `7d`, with their URLs and versions.',
      parse: parse.duration,
      operations: ['cleanup'],
    },
    confirm: {
      help: '`delete` needs `true`: a deleted version cannot be restored. `adopt` and `unadopt` show a plan, and carry it out with `true`.',
      parse: parse.bool,
      operations: ['delete', 'adopt', 'unadopt'],
    },
    against: {
      help: 'What `diff` compares with: `live`, a version, or a folder (packed as it would ship). Default: what is live.',
      parse: parse.text,
      operations: ['diff'],
    },
    output: {
      help: 'Where `download` puts the version: a new folder, or a file ending in .zip. Nothing is overwritten.',
      parse: parse.text,
      operations: ['download'],
    },
  },
});
