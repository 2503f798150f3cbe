import { providers } from '../../providers/index.js';
import { fcCast } from './fc.js';

export const cast = fcCast({ provider: 'alibaba-fc3', load: providers['alibaba-fc3'].load });
