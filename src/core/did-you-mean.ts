import { closest, distance } from 'fastest-levenshtein';

/** The choice that a misspelt or shortened word is most likely meant to be; undefined when none is near. */
export function closestName(word: string, choices: readonly string[]): string | undefined {
  const holding = choices.filter((choice) => word.length > 1 && choice.includes(word));
  if (holding.length === 1) return holding[0];
  if (choices.length === 0) return undefined;
  const guess = closest(word, choices);
  return distance(word, guess) <= Math.max(2, word.length / 3) ? guess : undefined;
}

/** "Did you mean `switch`? ", or nothing. */
export function didYouMean(word: string, choices: readonly string[]): string {
  const guess = closestName(word, choices);
  return guess === undefined ? '' : `Did you mean \`${guess}\`? `;
}
