import { type InputDefinition, PACKS, where } from './input-definition.js';
import * as parse from './parsers.js';

export const PACKAGE: InputDefinition[] = [
  {
    name: 'path',
    group: 'package',
    help: 'What to ship: a directory, or a ready .zip, .tgz or .tar.gz. Required for deploy; `diff` compares it with what is live.',
    parse: parse.text,
    operations: [...PACKS, 'diff'],
  },
  {
    name: 'exclude',
    group: 'package',
    help: 'What to leave out, one gitignore pattern per line.',
    parse: parse.lines,
    operations: [...PACKS, 'diff'],
  },
  {
    name: 'ignore-file',
    group: 'package',
    help: 'A file of such patterns inside `path`. `.deployignore` is read when it is there.',
    parse: parse.text,
    operations: [...PACKS, 'diff'],
  },
  {
    name: 'compression',
    group: 'package',
    help: 'fast, default, best or store.',
    parse: parse.oneOf(['fast', 'default', 'best', 'store'] as const),
    default: 'default',
    operations: [...PACKS, 'diff'],
  },
  {
    name: 'secrets',
    group: 'package',
    help: 'When the tree holds what should not ship (.env files, private keys, tokens): warn, refuse or allow.',
    parse: parse.oneOf(['warn', 'refuse', 'allow'] as const),
    default: 'warn',
    operations: [...PACKS, 'diff'],
  },
  {
    name: 'description',
    group: 'package',
    help: 'A text kept with the version, where the provider keeps one.',
    parse: parse.text,
    operations: PACKS,
  },
  {
    name: 'upload-artifact',
    group: 'package',
    help: 'Keep the package and the receipt as an artifact of the workflow run.',
    parse: parse.bool,
    default: 'false',
    operations: PACKS,
  },
  ...[
    where('bucket', 'A bucket for packages that are too big for the API itself (S3, OSS).'),
    where('bucket-prefix', 'The beginning of the object’s name in `bucket`.'),
    where('architecture', 'x86_64 or arm64, when the code changes to it.', {
      parse: parse.oneOf(['x86_64', 'arm64'] as const),
    }),
    where('create-if-missing', 'Create the function when it does not exist.', { parse: parse.bool }),
    where('role', 'The execution role of a function that is created.'),
    where('runtime', 'The runtime of a function that is created.'),
    where('handler', 'The handler of a function that is created.'),
  ].map((input): InputDefinition => ({ ...input, group: 'package', operations: PACKS, repeatInCommands: undefined })),
];
