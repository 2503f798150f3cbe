import { describe, expect, it } from '@jest/globals';
import { formatDuration, shareBar } from '../../src/core/format.js';

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [250, '250 ms'],
    [4_240, '4.2 s'],
    [30_000, '30 s'],
    [59_999, '1 min'],
    [90_000, '1 min 30 s'],
    [3_600_000, '1 h'],
    [3_661_000, '1 h 1 min'],
  ])('of %p ms is %p', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('a share', () => {
  it.each([
    [0, '▱▱▱▱▱▱▱▱▱▱'],
    [0.1, '▰▱▱▱▱▱▱▱▱▱'],
    [10, '▰▱▱▱▱▱▱▱▱▱'],
    [50, '▰▰▰▰▰▱▱▱▱▱'],
    [99.9, '▰▰▰▰▰▰▰▰▰▱'],
    [100, '▰▰▰▰▰▰▰▰▰▰'],
  ])('of %p %% is %p', (percent, bar) => {
    expect(shareBar(percent, 10)).toBe(bar);
  });
});
