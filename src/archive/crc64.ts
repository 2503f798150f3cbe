import { nativeCode } from './load-native-code.js';
import { wasmInstance } from './wasm-instance.js';

/**
 * CRC-64/XZ: reflected polynomial 0xC96C5795D7870F42, init and final xor all ones. What Function Compute compares
 * as `codeChecksum`: https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/developer-reference/api-fc-2023-03-30-struct-inputcodelocation
 * WebAssembly has the 64-bit numbers that JavaScript lacks (native/crc64.c).
 */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** unsigned decimal */
  digest(): string;
}

interface Exports {
  memory: WebAssembly.Memory;
  /** the address of ROOM bytes */
  crc64_input(): number;
  crc64(crc: bigint, length: number): bigint;
}

const ROOM = 65_536;

/** A running CRC-64/XZ. Throws `refused` where WebAssembly does not start. */
export function createCrc64(): Crc64 {
  const wasm = wasmInstance(nativeCode()) as Exports;
  const room = new Uint8Array(wasm.memory.buffer, wasm.crc64_input(), ROOM);
  let crc = -1n;
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += ROOM) {
        const part = bytes.subarray(at, at + ROOM);
        room.set(part);
        crc = wasm.crc64(crc, part.length);
      }
    },
    digest: () => BigInt.asUintN(64, ~crc).toString(),
  };
}

/** The CRC-64/XZ of some bytes as an unsigned decimal. */
export function crc64Of(bytes: Uint8Array): string {
  const crc = createCrc64();
  crc.update(bytes);
  return crc.digest();
}
