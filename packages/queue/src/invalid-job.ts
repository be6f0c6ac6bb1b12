import type { z } from 'zod';
import { InvalidJobError } from './job-errors.ts';

/** The first thing that is wrong with a job's data. */
export function invalidJob(error: z.ZodError): InvalidJobError {
  const [issue] = error.issues;
  return new InvalidJobError(
    issue?.path.map(String).join('.') ?? '',
    issue?.message ?? 'is not of the expected shape',
  );
}
