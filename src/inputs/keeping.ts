import * as parse from '../parse.js';
import { type Input, MOVES } from './input.js';

/** The rows of the table about versions that are kept, and about GitHub's own places. */

export const PLACES: Input[] = [
  {
    name: 'environment',
    group: 'GitHub',
    help: 'A GitHub environment: each move of traffic is recorded there as a Deployment, with its status, URL and receipt. Needs `deployments: write`.',
    parse: parse.text,
    operations: MOVES,
  },
];
