import { newerVersion, raiseToCurrent, type VersionedFormat } from '@payspool/events';
import { UnsupportedJobVersionError } from './job-errors.ts';

/**
 * Upgrades a job's data to the current version. Data that has no known version is returned unchanged, and the schema refuses it.
 *
 * @throws {UnsupportedJobVersionError} if a newer release wrote it; a newer worker will process a retry
 */
export function jobInCurrentVersion(data: unknown, format: VersionedFormat): unknown {
  const newer = newerVersion(data, format);
  if (newer !== undefined) throw new UnsupportedJobVersionError(newer);
  return raiseToCurrent(data, format);
}
