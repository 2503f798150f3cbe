/** The modes that entries of a manifest have. */

export const LINK_MODE = 0o120777;
export const FOLDER_MODE = 0o40755;
export const PLAIN_MODE = 0o644;
export const EXECUTABLE_MODE = 0o755;
