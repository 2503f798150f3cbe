import { describe } from '@jest/globals';
import type { Capabilities } from '../../src/core/provider.js';
import type { Start } from './contract/fixture.js';
import { rest } from './contract/rest.js';
import { traffic } from './contract/traffic.js';
import { versions } from './contract/versions.js';

export type { Fixture, Sent } from './contract/fixture.js';

/**
 * What every provider promises, run against each. A capability that is on must work; one that is off must be
 * refused with nothing sent and nothing changed. `start` makes a fresh function for every test.
 */
export function contract(name: string, can: Capabilities, start: Start): void {
  describe(name, () => {
    describe('versions', () => versions(can, start));
    describe('traffic', () => traffic(can, start));
    describe('the rest', () => rest(can, start));
  });
}
