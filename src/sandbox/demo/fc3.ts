import { providers } from '../../providers/index.js';
import { fcFixture } from './fc-fixture.js';

export const fixture = fcFixture({ provider: 'alibaba-fc3', load: providers['alibaba-fc3'].load });
