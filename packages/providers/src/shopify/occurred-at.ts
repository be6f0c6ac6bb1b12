import { fromIsoText } from '../contract/index.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The time of an event, by the kind of its body, in whole seconds. An order has the time of its last change. A dispute has no time of
 * its change: the latest of its three times is used. Other kinds are ignored and need none.
 */
export function occurredAt({
  type,
  body,
}: {
  readonly type: string;
  readonly body: Json;
}): string | undefined {
  if (type === 'dispute') {
    const times = [body.initiated_at, body.evidence_sent_on, body.finalized_on].flatMap(
      (value) => timeIn(value) ?? [],
    );
    return times.toSorted().at(-1);
  }
  return (
    (type === 'order' ? timeIn(body.updated_at) : undefined) ??
    timeIn(body.processed_at) ??
    timeIn(body.created_at)
  );
}

/** A time with an offset, or a day, which begins in UTC. */
export const timeIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? fromIsoText(DAY.test(value) ? `${value}T00:00:00Z` : value) : undefined;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
