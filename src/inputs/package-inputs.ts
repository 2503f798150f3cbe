import { defineInputs, PACKS } from './define-inputs.js';
import * as parse from './parsers.js';

/** What ships, and how it is packed. */
export const PACKAGE_INPUTS = defineInputs({
  group: 'package',
  inputs: {
    path: {
      help: 'What to ship: a directory, or a ready .zip, .tgz or .tar.gz. Required for deploy; `diff` compares it with what is live.',
      parse: parse.text,
      operations: [...PACKS, 'diff'],
    },
    exclude: {
      help: 'What to leave out, one gitignore pattern per line.',
      parse: parse.lines,
      operations: [...PACKS, 'diff'],
    },
    'ignore-file': {
      help: 'A file of such patterns inside `path`. A `.deployignore` is read without being named.',
      parse: parse.text,
      operations: [...PACKS, 'diff'],
    },
    compression: {
      help: 'How hard to compress: fast, default, best or store.',
      parse: parse.oneOf(['fast', 'default', 'best', 'store']),
      default: 'default',
      operations: [...PACKS, 'diff'],
    },
    secrets: {
      help: 'What to do when the package contains what should not ship (.env files, private keys, tokens): warn, refuse or allow.',
      parse: parse.oneOf(['warn', 'refuse', 'allow']),
      default: 'warn',
      operations: [...PACKS, 'diff'],
    },
    description: {
      help: 'A text that is kept with the version, where the provider keeps one.',
      parse: parse.text,
      operations: PACKS,
    },
    'upload-artifact': {
      help: 'Keep the package and the receipt as an artifact of the workflow run.',
      parse: parse.bool,
      default: 'false',
      operations: PACKS,
      workflowOnly: true,
    },
    bucket: {
      help: 'A bucket (S3, OSS) for packages that are too big for the API itself: `name`, or `name/prefix`.',
      parse: parse.bucket,
      operations: PACKS,
      providerSpecific: true,
    },
  },
});
