/**
 * CRC-32 of two pieces from the CRC-32 of each, so that the blocks of one file can be summed in any thread.
 * Appending n bytes multiplies the first CRC by x^(8n) modulo the polynomial (GF(2), reflected).
 */
const POLY = 0xedb88320;

function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let mask = 0x80000000; mask !== 0; mask >>>= 1) {
    if (a & mask) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLY : factor >>> 1;
  }
  return product >>> 0;
}

/** x^(8 × bytes) modulo the polynomial. `bytes` is a safe integer. */
function shift(bytes: number): number {
  let power = 0x00800000; // x^8
  let result = 0x80000000; // x^0
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(power, result);
    power = multiply(power, power);
  }
  return result;
}

/** The CRC-32 of `first` followed by `second`, which is `bytes` long. */
export function combineCrc32(first: number, second: number, bytes: number): number {
  return (multiply(shift(bytes), first) ^ second) >>> 0;
}
