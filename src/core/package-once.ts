import type { Package, Receipt } from './model.js';
import type { OperationContext } from './operation.js';

/** Makes the package. Calls `safe` as soon as the input has proved to be usable, long before the package is done. */
export type MakePackage = (safe: () => void) => Promise<Package>;

/** Makes the package once, however often it is asked for. `safe` resolves when the input has proved to be usable. */
export function packageOnce(make: MakePackage, receipt: Receipt, stage: OperationContext['stage']) {
  let made: Promise<Package> | undefined;
  let safe: Promise<unknown> | undefined;
  const begin = () => {
    safe = new Promise<void>((resolve, reject) => {
      made = stage('package', () => make(resolve));
      made.then(() => resolve(), reject);
    });
    safe.catch(() => undefined);
  };
  return {
    async safe(): Promise<void> {
      if (!safe) begin();
      await safe;
    },
    async whole(): Promise<Package> {
      if (!made) begin();
      const pkg = await (made as Promise<Package>);
      receipt.package = factsOf(pkg);
      return pkg;
    },
  };
}

const factsOf = (pkg: Package): Receipt['package'] => ({
  file: pkg.file,
  bytes: pkg.bytes,
  sha256: pkg.sha256,
  manifestSha256: pkg.manifest.sha256,
  files: pkg.manifest.entries.length,
  unpackedBytes: pkg.manifest.unpackedBytes,
});
