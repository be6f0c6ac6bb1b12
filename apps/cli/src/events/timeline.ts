import type { Database } from '@payspool/db';

/** One step in the life of an order or subscription. */
export interface TimelineEntry {
  readonly at: Date;
  /** The provider's own event type. */
  readonly type: string;
  readonly eventKey: string;
  readonly from: Readonly<Record<string, unknown>>;
  readonly to: Readonly<Record<string, unknown>>;
}

/** The history of one order or subscription, in the order of the provider's times; each step has the event that caused it. */
export async function timelineOf(
  db: Database,
  { provider, account, ref }: { readonly provider: string; readonly account: string; readonly ref: string },
): Promise<TimelineEntry[]> {
  const changes = await db.change.findMany({
    where: { provider, account, ref },
    orderBy: { sequence: 'asc' },
  });
  const events = await db.event.findMany({
    where: { provider, account, eventKey: { in: changes.map(({ eventKey }) => eventKey) } },
    select: { eventKey: true, type: true },
  });
  const typeOf = new Map(events.map(({ eventKey, type }) => [eventKey, type]));
  return changes.map(({ at, eventKey, from, to }) => ({
    at,
    eventKey,
    type: typeOf.get(eventKey) ?? '',
    from: asRecord(from),
    to: asRecord(to),
  }));
}

/** `pending → paid, paid_minor 0 → 4900` */
export function describeChange({ from, to }: Pick<TimelineEntry, 'from' | 'to'>): string {
  return Object.entries(to)
    .filter(([column, value]) => column in from || (value !== null && value !== '0' && value !== false))
    .map(([column, value]) => {
      const label = column === 'status' ? '' : `${column} `;
      return column in from
        ? `${label}${String(from[column])} → ${String(value)}`
        : `${label}${String(value)}`;
    })
    .join(', ');
}

const asRecord = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
