import { DeployError } from './errors.js';

/**
 * Looks at the marker of each page of a list. Throws `vendor` for one that comes twice: such a list would never end.
 * `list` is who gives what: "AWS Lambda gives the same page of the versions".
 */
export function pageGuard(list: string): (marker: string) => void {
  const seen = new Set<string>();
  return (marker) => {
    if (seen.has(marker)) {
      throw new DeployError('vendor', `${list} again and again, so the list has no end.`, {
        next: 'Run it again; if it stays so, report it to whoever runs that API.',
      });
    }
    seen.add(marker);
  };
}
