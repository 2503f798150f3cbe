export default {
  // More than there are cores: the suites wait for servers and child processes more than they compute.
  maxWorkers: 3,
  globalSetup: './__tests__/support/say-how-long.mjs',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/__tests__/act/', '/__tests__/moto/'],
  testTimeout: 60_000,
};
