import { expect, it } from '@jest/globals';
import { wholeMinutes } from '../../src/core/whole-minutes.js';

const at = (minutes: number) => minutes * 60_000;

it('counts each minute once over spans that follow one another, however they are cut', () => {
  let from = at(0.4);
  const seen: number[] = [];
  for (const cut of [1.3, 2.2, 2.9, 5, 5.1, 7.5]) {
    for (const now of [cut, cut + 1, cut + 3]) {
      const { from: first, to } = wholeMinutes({ from, to: at(cut) }, at(now), 90_000);
      for (let minute = first; minute < to; minute += 60_000) seen.push(minute / 60_000);
      if (to > first) from = to;
    }
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('is complete when the last minute that begins in it does not change any more', () => {
  const span = { from: at(1), to: at(3.5) };
  expect(wholeMinutes(span, at(5.4), 90_000)).toEqual({ from: at(1), to: at(3), complete: false });
  expect(wholeMinutes(span, at(5.5), 90_000)).toEqual({ from: at(1), to: at(4), complete: true });
  expect(wholeMinutes(span, at(2), 90_000)).toEqual({ from: at(1), to: at(1), complete: false });
});

it('without a minute that begins in it there is nothing to wait for', () => {
  expect(wholeMinutes({ from: at(1.2), to: at(1.8) }, at(1.8), 90_000)).toMatchObject({ complete: true });
});
