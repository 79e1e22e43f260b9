// CommonJS, for Temporal's SDK requires it by its path, in every process and in the workflows' bundle: what an error says and where it
// was thrown become a payload, which is encrypted like every other. Otherwise both would stand in a history in the clear.
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
