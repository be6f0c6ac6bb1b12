/**
 * Makes an error safe to log. ioredis attaches the whole command to its errors, and `pg` attaches the invalid data; both contain the
 * delivery's body.
 */
export function withoutPayload(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const clean = new Error(error.message || codeOf(error) || error.name);
  clean.name = error.name;
  if (error.stack !== undefined) clean.stack = error.stack;
  const code = codeOf(error);
  return code === undefined ? clean : Object.assign(clean, { code });
}

/** `ECONNREFUSED`, or SQLSTATE `57P01`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
