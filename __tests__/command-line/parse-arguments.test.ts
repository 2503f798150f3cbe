import { expect, test } from '@jest/globals';
import { parseArguments } from '../../src/command-line/parse-arguments.js';

const given = (...argv: string[]) => parseArguments('deploy', argv).given;
const refused = (...argv: string[]) => {
  try {
    return given(...argv);
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  [['--function', 'api'], { function: 'api' }],
  [['--function=api'], { function: 'api' }],
  [['--function=--help'], { function: '--help' }],
  [['--description', '-5'], { description: '-5' }],
  [['--description='], { description: '' }],
  [['--description', ''], { description: '' }],
  [['--switch', '--function', 'api'], { switch: 'true', function: 'api' }],
  [['--switch', 'false'], { switch: 'false' }],
  [['--switch=false'], { switch: 'false' }],
  [['--settle', '5s', '--dry-run'], { settle: '5s', 'dry-run': 'true' }],
  [['--probe.url', 'https://x.example/?a=b'], { 'probe.url': 'https://x.example/?a=b' }],
  [['--allow', 'older', '--allow', 'service-wide'], { allow: 'older, service-wide' }],
  [['--description', 'a', '--description', 'b'], { description: 'b' }],
  // A name that is nobody's is refused later, beside those that are wrong too.
  [['--nonsense', 'x'], { nonsense: 'x' }],
  [['--nonsense'], { nonsense: 'true' }],
  [['--Function_Name', 'x'], { Function_Name: 'x' }],
  [['--constructor', 'x'], { constructor: 'x' }],
])('%j', (argv, expected) => expect({ ...given(...argv) }).toEqual({ operation: 'deploy', ...expected }));

test.each([
  [['api', '--switch', 'true', 'more'], 'Input `arguments` is "more", which is not an input.'],
  [['-x'], 'Input `arguments` is "-x", which is not an input.'],
  [['--', '--function'], 'Input `arguments` is "--", which is not an input.'],
  [['--__proto__', 'x'], 'Input `arguments` is "--__proto__", which is not an input.'],
  [['api', 'other'], 'Input `arguments` is "other", which is not an input.'],
  [['api', '--function', 'other'], 'Input `function` is "other", which is a second name.'],
  [['--function'], 'Input `function` has no value.'],
  [['--function', '--version', '3'], 'Input `function` has no value.'],
])('%j is refused', (argv, why) => expect(refused(...argv)).toBe(why));

test.each([[['api', '--version', '3']], [['--version', '3', 'api']]])('%j: a word alone is the function', (argv) => {
  expect(parseArguments('rollback', argv).given).toEqual({ operation: 'rollback', function: 'api', version: '3' });
});

test('--json is no input', () => {
  expect(parseArguments('list', ['--json'])).toEqual({ given: { operation: 'list' }, json: true });
  expect(parseArguments('list', ['--json', '--function', 'api']).given).toEqual({ operation: 'list', function: 'api' });
  expect(parseArguments('list', ['--json=false']).json).toBe(false);
});
