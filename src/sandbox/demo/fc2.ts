import { providers } from '../../providers/index.js';
import { fcFixture } from './fc-fixture.js';

/** The service `demo` holds another function too, so a move takes that one along. */
export const fixture = fcFixture({
  provider: 'alibaba-fc2',
  load: providers['alibaba-fc2'].load,
  target: { fc2: { service: 'demo', accountId: '1234567890123456' } },
  inputs: { 'fc2.service': 'demo', 'fc2.account-id': '1234567890123456', 'allow.service-wide': 'true' },
});
