import { Word } from '@payspool/events';
import {
  checkShape,
  type DeliveryPart,
  type NormalisedWhole,
  UnusableEventError,
} from '../contract/index.ts';
import { BatchEnvelope } from './schema.ts';

/**
 * The events of a batch as parts: an invalid event fails alone. Each is identified by its own id, or by its position if it has none.
 *
 * @throws {UnusableEventError} where there is no list of events
 */
export const partsOf = (json: unknown, read: (event: unknown) => NormalisedWhole): DeliveryPart[] =>
  checkShape(BatchEnvelope, json).events.map((event, at) => ({
    key: idOf(event) ?? `index:${at}`,
    ...partOf(event, read),
  }));

function partOf(event: unknown, read: (event: unknown) => NormalisedWhole) {
  try {
    return read(event);
  } catch (error) {
    if (!(error instanceof UnusableEventError)) throw error;
    return { outcome: 'failed' as const, code: error.code, reason: error.message };
  }
}

function idOf(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || !('id' in event)) return undefined;
  return Word.safeParse(event.id).data;
}
