import { foldedDetails } from './markdown.js';

/**
 * A summary is one screen: at most this many lines of a deploy are shown, blank ones included. What is folded
 * counts as the one line that opens it.
 */
export const SCREEN_LINES = 25;

export interface SummaryBlock {
  /** Markdown; an empty one is left out */
  body: string;
  /** 0 always shows; of the others the highest are folded away first when the screen is full */
  rank: number;
  /** the heading inside the fold; HTML-safe plain words */
  title?: string;
  /** is in the fold from the start */
  folded?: boolean;
}

/** Puts blocks on one screen, in their order; what does not fit goes into a fold at the end. */
export function foldToScreen(blocks: readonly SummaryBlock[], foldTitle: string): string {
  const given = blocks.filter(({ body }) => body !== '');
  const folded = new Set(given.filter((block) => block.folded));
  const render = () => assemble(given, folded, foldTitle);
  const optional = given.filter((block) => block.rank > 0 && !block.folded).sort((a, b) => b.rank - a.rank);
  for (const block of optional) {
    if (shownLines(render()) <= SCREEN_LINES) break;
    folded.add(block);
  }
  return render();
}

function assemble(blocks: readonly SummaryBlock[], folded: ReadonlySet<SummaryBlock>, title: string): string {
  const shown = blocks.filter((block) => !folded.has(block)).map(({ body }) => body);
  const inside = blocks
    .filter((block) => folded.has(block))
    .map((block) => (block.title ? `**${block.title}**\n\n${block.body}` : block.body));
  return [...shown, ...(inside.length > 0 ? [foldedDetails(title, inside.join('\n\n'))] : [])].join('\n\n');
}

/** Lines that a reader sees before unfolding anything. Folds are not nested. */
export const shownLines = (markdown: string): number =>
  markdown.replace(/(<details>.*)\n[\s\S]*?\n\n<\/details>(?=\n|$)/g, '$1').split('\n').length;
