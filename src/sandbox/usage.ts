export const SANDBOX_USAGE = `versioned-deploy sandbox [--port N] [--scale F]
  --port    where to listen on 127.0.0.1; default 4010
  --scale   the vendors' waiting times are multiplied by this; default 1, real time`;
