import { pageGuard } from '../../core/page-guard.js';
import { capabilities } from './capabilities.js';

/** All pages of one of Lambda's lists, each fetched when it is wanted. `what` names the rows: "versions". */
export async function* allPages<Page extends { NextMarker?: string }>(
  what: string,
  fetch: (Marker?: string) => Promise<Page>,
): AsyncGenerator<Page> {
  const look = pageGuard(`${capabilities.title} gives the same page of ${what}`);
  let marker: string | undefined;
  do {
    const page = await fetch(marker);
    yield page;
    marker = page.NextMarker;
    if (marker) look(marker);
  } while (marker);
}
