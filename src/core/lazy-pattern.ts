/**
 * A pattern that is made when it is first used. V8 builds the sets of letters behind `\p{…}` as soon as it reads the
 * literal, which a run pays for at its start whether it needs them or not.
 */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(source, flags);
    return made;
  };
}
