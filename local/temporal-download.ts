import { TestWorkflowEnvironment } from '@temporalio/testing';

// The SDK brings the CLI only on the way to a running server, which is stopped at once: what stays is the file.
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir: process.argv[2] ?? '' } },
});
await environment.teardown();
