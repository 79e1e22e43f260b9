/** A start that cannot be, said in one sentence for the person who typed `npm start`; shown without a stack trace. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** The system's short reason of a failed call (`EACCES`, `ENOTDIR`, …), or the error's own message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
