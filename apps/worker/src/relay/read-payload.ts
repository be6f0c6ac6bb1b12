import { newerVersion, parsePayload, type Payload, PAYLOAD_FORMAT, type Topic } from '@payspool/events';
import { z } from 'zod';
import { ReactionRefusedError, UnknownToReleaseError } from '../reactions/errors.ts';

/**
 * Reads a payload of the outbox, of any version up to the current one, and returns it in the current version.
 *
 * @throws {UnknownToReleaseError} for a version that only a newer release knows
 * @throws {ReactionRefusedError} if it does not match the schema, with the fields but no values
 */
export function readPayload<T extends Topic>(topic: T, stored: unknown): Payload<T> {
  const newer = newerVersion(stored, PAYLOAD_FORMAT);
  if (newer !== undefined) throw new UnknownToReleaseError(`payload version ${newer} of ${topic}`);
  try {
    return parsePayload(topic, stored);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = error.issues.map(({ path }) => path.join('.') || 'the whole');
    throw new ReactionRefusedError(
      `the payload does not match the schema of ${topic}: ${fields.join(', ')}`,
      {
        cause: error,
      },
    );
  }
}
