import { BARE, CAN, type MemoryOptions, memory } from '../support/memory.js';
import { contract, type Fixture } from './contract.js';

async function start(options: MemoryOptions, alias: string): Promise<Fixture> {
  const world = memory(options);
  return {
    open: async () => world.open(),
    alias,
    files: (n) => ({ 'index.js': `exports.handler = async () => ${n};\n`, 'lib/a.txt': 'a' }),
    sent: () => ({ all: world.requests.length, writes: world.writes() }),
    foreign: async (split) => world.move(alias, split),
    close: async () => {},
    order: options.order ?? 'oldest-first',
    pageSize: 2,
    callable: true,
    answer: (n) => `"version":"${n}"`,
  };
}

contract('memory, all capabilities on', CAN, () => start({}, 'live'));
contract('memory, all capabilities off', { ...CAN, ...BARE }, () =>
  start({ can: BARE, order: 'newest-first' }, 'active'),
);
contract('memory, without a lock', { ...CAN, lock: false }, () => start({ can: { lock: false } }, 'live'));
