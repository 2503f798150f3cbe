import type { Receipt } from './model.js';

/** GitHub's side, as a port: operations never see `@actions/*`. Every member may be missing its permission. */
export interface Forge {
  /** Kept for the post step of this job: called before each write. */
  save(receipt: Receipt): Promise<void>;
}

/** A terminal has no forge. */
export const noForge: Forge = { async save() {} };
