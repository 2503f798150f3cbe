import { NATIVE_CODE } from './native-code.js';
import { withWebAssembly } from './wasm-instance.js';

let code: WebAssembly.Module | undefined;

/** What native/ was compiled to: libdeflate's compressor and CRC-64. Compiled once, for all threads. Throws `refused`. */
export function nativeCode(): WebAssembly.Module {
  code ??= withWebAssembly(() => new WebAssembly.Module(Buffer.from(NATIVE_CODE, 'base64')));
  return code;
}
