/** Numbers that follow from a seed alone: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    chance: (share) => next() < share,
    below: (end) => Math.floor(next() * end),
    of: (list) => list[Math.floor(next() * list.length)],
  };
}
