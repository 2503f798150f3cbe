/** First and last number, both included. */
export type VersionRange = readonly [number, number];

/** `3`, `3,5`, `3-7`, `1,3-7` (checked when the input was read) → ranges, in order, each number once. */
export function parseVersionRanges(text: string): VersionRange[] {
  const ranges = text.split(',').map((part): [number, number] => {
    const [first = '', last = first] = part.trim().split('-');
    return [Number(first), Number(last)];
  });
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const [first, last] of ranges) {
    const before = merged.at(-1);
    if (before && first <= before[1]) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export function includesVersion(ranges: readonly VersionRange[], id: string): boolean {
  const number = Number(id);
  return ranges.some(([first, last]) => number >= first && number <= last);
}

/** Numbers → `1,3-7`, in order: short, however many there are. */
export function formatVersionRanges(ids: readonly string[]): string {
  return parseVersionRanges(ids.join(','))
    .reduce<[number, number][]>((runs, [first, last]) => {
      const before = runs.at(-1);
      if (before && first === before[1] + 1) before[1] = last;
      else runs.push([first, last]);
      return runs;
    }, [])
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
    .join(',');
}
