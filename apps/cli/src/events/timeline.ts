import type { Database } from '@payspool/db';
import { compareChanges } from '@payspool/projection';

/** One step in the life of an order or subscription. */
export interface TimelineEntry {
  readonly kind: string;
  readonly at: Date;
  /** The provider's own event type. */
  readonly type: string;
  readonly eventKey: string;
  readonly from: Fields;
  readonly to: Fields;
}
type Fields = Readonly<Record<string, unknown>>;

/** The history of one order or subscription, in the order of the provider's times; each step has the event that caused it. Sums have their values before and after. */
export async function timelineOf(
  db: Database,
  { provider, account, ref }: { readonly provider: string; readonly account: string; readonly ref: string },
): Promise<TimelineEntry[]> {
  const stored = await db.change.findMany({ where: { provider, account, ref } });
  const changes = stored
    .map((change) => ({ ...change, at: change.at.toISOString() }))
    .toSorted(compareChanges);
  const events = await db.event.findMany({
    where: { provider, account, eventKey: { in: changes.map(({ eventKey }) => eventKey) } },
    select: { eventKey: true, type: true },
  });
  const typeOf = new Map(events.map(({ eventKey, type }) => [eventKey, type]));
  const sums = new Map<string, bigint>();
  return changes.map(({ kind, at, eventKey, from, to, moved }) => {
    const steps = Object.entries(asRecord(moved)).map(([column, by]) => {
      const sum = `${kind} ${column}`;
      const before = sums.get(sum) ?? 0n;
      sums.set(sum, before + BigInt(String(by)));
      return { column, before: before.toString(), after: (before + BigInt(String(by))).toString() };
    });
    return {
      kind,
      at: new Date(at),
      eventKey,
      type: typeOf.get(eventKey) ?? '',
      from: {
        ...asRecord(from),
        ...Object.fromEntries(steps.map(({ column, before }) => [column, before])),
      },
      to: { ...asRecord(to), ...Object.fromEntries(steps.map(({ column, after }) => [column, after])) },
    };
  });
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
