import type { Package, Step } from './model.js';
import type { WriteStep } from './provider.js';

/** The step of a publish that is a single write. */
export const publishStep = ({ bytes }: Pick<Package, 'bytes'>): Pick<Step, 'kind' | 'what'> => ({
  kind: 'publish',
  what: `publish ${bytes} bytes as a new version`,
});

/** For whoever publishes without a journal. */
export const sendUnwritten: WriteStep = (_step, send) => send();
