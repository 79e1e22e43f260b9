import { tsImport } from 'tsx/esm/api';

/** Starts what all tests share. Jest loads this file as it is, so it fetches the TypeScript behind it by itself. */
export default async function globalSetup() {
  const { startTestStack } = await tsImport('./test-stack.ts', import.meta.url);
  globalThis.stopTestStack = await startTestStack();
}
