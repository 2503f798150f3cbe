import type { Package, Receipt } from './model.js';
import type { OperationContext } from './operation.js';

/**
 * Makes the package. Calls `safe` as soon as the input has proved to be usable, long before the package is done. Gives it
 * up, and leaves nothing behind, once `isWanted` says no.
 */
export type MakePackage = (safe: () => void, isWanted: () => boolean) => Promise<Package>;

/**
 * Makes the package once, however often it is asked for. `safe` resolves when the input has proved to be usable. A package
 * that is done is in the receipt, whatever became of the run; one that is not when the run is over is given up.
 */
export function packageOnce(make: MakePackage, receipt: Receipt, stage: OperationContext['stage']) {
  let made: Promise<Package> | undefined;
  let safe: Promise<unknown> | undefined;
  let wanted = true;
  const begin = () => {
    safe = new Promise<void>((resolve, reject) => {
      made = stage('package', async () => {
        const pkg = await make(resolve, () => wanted);
        if (wanted) receipt.package = factsOf(pkg);
        return pkg;
      });
      made.then(() => resolve(), reject);
    });
    safe.catch(() => undefined);
  };
  return {
    async safe(): Promise<void> {
      if (!safe) begin();
      await safe;
    },
    whole(): Promise<Package> {
      if (!made) begin();
      return made as Promise<Package>;
    },
    /** The run is over. */
    giveUp(): void {
      wanted = false;
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
