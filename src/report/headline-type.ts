/** One sentence without the function's name: what is live now, and what this run had to do with it. Plain text. */
export interface Headline {
  mark: 'good' | 'share' | 'back' | 'plan' | 'list' | 'bad' | 'skip';
  sentence: string;
}
