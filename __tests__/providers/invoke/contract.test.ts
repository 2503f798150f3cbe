import { capabilities } from '../../../src/providers/invoke/capabilities.js';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { contract, type Fixture } from '../contract.js';
import { sources, start } from './support.js';

contract('invoke', capabilities, async (): Promise<Fixture> => {
  const started = await start();
  return {
    open: () => started.open(),
    alias: 'active',
    files: (n) => ({ ...sources(n), 'lib/a.txt': 'a' }),
    sent: () => ({ all: started.sent().length, writes: started.writes() }),
    async foreign({ stable }) {
      await started.api(`/api/functions/${SANDBOX_FUNCTION}/switch-version`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ version_number: Number(stable) }),
      });
    },
    close: () => started.sandbox.close(),
    order: 'newest-first',
    republish: 'another',
    callable: true,
  };
});
