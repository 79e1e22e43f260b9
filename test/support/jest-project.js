/** What every jest project of ours is made of. */
export const project = {
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  // Imports name the compiled file, as Node wants it; here the source takes its place.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
