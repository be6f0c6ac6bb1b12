import { parsePayload, type Payload, PAYLOAD_VERSION, type Topic } from '@payspool/events';
import { z } from 'zod';
import { ReactionRefusedError, UnknownToReleaseError } from '../reactions/errors.ts';

const Versioned = z.object({ version: z.unknown() });

/**
 * A payload as the outbox has it.
 *
 * @throws {UnknownToReleaseError} for a version that only a newer release knows
 * @throws {ReactionRefusedError} where it does not fit, naming the fields and no value
 */
export function readPayload<T extends Topic>(topic: T, stored: unknown): Payload<T> {
  const version = Versioned.safeParse(stored).data?.version;
  if (typeof version === 'number' && version !== PAYLOAD_VERSION)
    throw new UnknownToReleaseError(`payload version ${version} of ${topic}`);
  try {
    return parsePayload(topic, stored);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = error.issues.map(({ path }) => path.join('.') || 'the whole');
    throw new ReactionRefusedError(`the payload does not fit ${topic}: ${fields.join(', ')}`, {
      cause: error,
    });
  }
}
