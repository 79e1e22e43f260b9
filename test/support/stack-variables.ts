/** The variables by which the process that runs the tests tells those that hold them where the stack is. */
export const stackVariables = {
  dataDir: 'TEST_STACK_DATA_DIR',
  administratorUrl: 'TEST_STACK_ADMINISTRATOR_URL',
  ownerUrl: 'TEST_STACK_OWNER_URL',
  applicationUrl: 'TEST_STACK_APPLICATION_URL',
  agencyUrl: 'TEST_STACK_AGENCY_URL',
  temporalAddress: 'TEST_STACK_TEMPORAL_ADDRESS',
  workflowBundle: 'TEST_STACK_WORKFLOW_BUNDLE',
} as const;
