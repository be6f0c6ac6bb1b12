import { newerVersion, raiseToCurrent, type VersionedFormat } from '@payspool/events';
import { UnsupportedJobVersionError } from './job-errors.ts';

/**
 * A job's data of any version up to the current one, raised to that; what is no job of any version is left as it is, for the schema to refuse.
 *
 * @throws {UnsupportedJobVersionError} when a newer release wrote it: to be retried, by a newer worker
 */
export function jobInCurrentVersion(data: unknown, format: VersionedFormat): unknown {
  const newer = newerVersion(data, format);
  if (newer !== undefined) throw new UnsupportedJobVersionError(newer);
  return raiseToCurrent(data, format);
}
