import type { Package, Receipt } from './model.js';
import type { OperationContext } from './operation.js';

/** Makes the package; calls `safe` as soon as nothing can be wrong with the input any more. */
export type MakePackage = (safe: () => void) => Promise<Package>;

/** The package is made once, beginning at once; `safe` resolves when the input has proved to be usable. */
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
