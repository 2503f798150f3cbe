/** A queue in which only `most` are at work at once. */
export function slots(most: number): { enter(): Promise<() => void> } {
  let free = most;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return {
    /** Waits for a place. What it resolves to gives the place back; called more often, it does nothing. */
    async enter() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      let inside = true;
      return () => {
        if (inside) leave();
        inside = false;
      };
    },
  };
}
