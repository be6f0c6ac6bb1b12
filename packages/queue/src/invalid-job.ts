import type { z } from 'zod';
import { InvalidJobError } from './job-errors.ts';

/** Returns the first error in a job's data. */
export function invalidJob(error: z.ZodError): InvalidJobError {
  const [issue] = error.issues;
  return new InvalidJobError(
    issue?.path.map(String).join('.') ?? '',
    issue?.message ?? 'is not of the expected shape',
  );
}
