import { capabilities } from '../../../src/providers/fc3/capabilities.js';
import { contract, type Fixture } from '../contract.js';
import { handlerSource, setUpFc } from '../fc/test-setup.js';

contract('alibaba-fc3', capabilities, async (): Promise<Fixture> => {
  const made = await setUpFc('alibaba-fc3');
  return {
    open: () => made.open(),
    alias: 'live',
    files: (n) => ({ 'index.js': handlerSource(`build ${n}`), 'lib/a.txt': 'a' }),
    sent() {
      const lines = made.sent();
      const writes = lines.filter((line) => !line.startsWith('GET ') && !line.includes('/invocations'));
      return { all: lines.length, writes: writes.length };
    },
    foreign: made.foreign,
    close: made.close,
    order: 'newest-first',
    pageSize: 100,
    answer: (n) => `build ${n}`,
  };
});
