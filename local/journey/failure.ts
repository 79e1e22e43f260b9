/** The journey cannot begin as it was asked for: a wrong option, an unreadable file. Its message is one sentence for the person. */
export class CannotBegin extends Error {
  override readonly name = 'CannotBegin';
}

/** A step did not come to what it should. Its message is a sentence for the person; `details` name the fields at fault. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}
