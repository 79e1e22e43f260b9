import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'prisma/generated/',
      '.data/',
      '.cache/',
      'coverage/',
      'api/pages/assets/made/',
    ],
  },
  eslint.configs.recommended,
  { languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      // A write is sent by its template: records/transactions.ts.
      '@typescript-eslint/no-unused-expressions': ['error', { allowTaggedTemplates: true }],
      'import-x/no-extraneous-dependencies': [
        'error',
        { devDependencies: ['local/**', 'bench/**', 'deploy/**', 'test/**', '*.config.ts', 'prisma/draft.ts'] },
      ],
      // Marked so that it stands out; it is for a provider on this very machine (api/security/sign-in.ts).
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', name: 'allowInsecureRequests', package: 'openid-client' }] },
      ],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is passed in: take it from runtime/clock.ts.' },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['api/pages/assets.js', 'api/pages/assets/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        window: 'readonly',
        fetch: 'readonly',
        FormData: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        AbortController: 'readonly',
        BroadcastChannel: 'readonly',
        clearTimeout: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Event: 'readonly',
      },
    },
  },
  {
    // A workflow's Date.now() is history time, safe under replay; the clock module is the one place that reads the wall clock.
    files: ['workflows/case-process.ts', 'runtime/clock.ts', 'local/**', 'bench/**', 'test/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // Programs that a person runs at a terminal speak to that person.
    files: [
      'local/**',
      'bench/**',
      'deploy/**',
      'prisma/*.ts',
      'records/ring.ts',
      'records/rotate.ts',
      'records/verify.ts',
    ],
    rules: { 'no-console': 'off' },
  },
);
