export interface Comment {
  id: number;
  body: string;
  html_url: string;
  user: { login: string; type: string };
  author_association: string;
}

export interface Status {
  state: string;
  description?: string;
  environment_url?: string;
  log_url?: string;
}

export interface Deployment {
  id: number;
  ref: string;
  task: string;
  environment: string;
  payload: unknown;
  description?: string;
  required_contexts?: string[];
  auto_merge?: boolean;
  /** newest first */
  statuses: Status[];
}

export interface Github {
  url: string;
  /** GET /repos/o/r/… */
  requests: string[];
  comments: Map<number, Comment[]>;
  /** oldest first */
  deployments: Deployment[];
  /** `base...head` → ahead, behind, identical, diverged */
  relations: Map<string, string>;
  /** run id (or id.attempt) → status */
  runs: Map<string, string>;
  /** The next requests that match are answered with this status, so often. */
  fail(pattern: RegExp, status: number, times?: number, headers?: Record<string, string>): void;
  /** The environment that a runner would have. */
  env(more?: Record<string, string>): Record<string, string>;
  close(): Promise<void>;
}

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

export type Answer = { status: number; json?: unknown; rows?: unknown[] };
