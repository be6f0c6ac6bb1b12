import { z } from 'zod';

/** Rows that an operation changed, or would change. */
export interface ReportedChange {
  /** `stripe/default` */
  readonly owner: string;
  /** The event; `undefined` for a purchase that was folded again. */
  readonly event?: { readonly provider: string; readonly account: string; readonly eventKey: string };
  /** What it is about, in words. */
  readonly about: string;
  readonly rows: readonly z.output<typeof Row>[];
}

/** One thing that was, or would be, sent or queued. The names of its values are heads of columns. */
export type ReportedItem = Readonly<Record<string, string | null>>;

/** A report in the same form for every kind of operation. */
export interface ReportView {
  readonly counts: readonly { readonly name: string; readonly count: number }[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
  readonly changes: readonly ReportedChange[];
  readonly items: readonly ReportedItem[];
}

const Row = z.object({
  table: z.string(),
  key: z.string(),
  kind: z.enum(['missing', 'unexpected', 'different']),
  columns: z.array(
    z.object({ column: z.string(), stored: z.string().nullable(), derived: z.string().nullable() }),
  ),
});

const Owner = z.object({ provider: z.string(), account: z.string() });

const Change = Owner.extend({
  eventKey: z.string(),
  type: z.string(),
  status: z.object({ from: z.string(), to: z.string() }),
  rows: z.array(Row),
});
const Difference = Owner.extend({ eventKeys: z.array(z.string()), rows: z.array(Row) });
const Finding = Owner.extend({
  class: z.string(),
  kind: z.string(),
  id: z.string(),
  remedy: z.string(),
  rows: z.array(Row),
});
const Reason = z.object({ what: z.string(), reason: z.string() });

const Report = z
  .looseObject({
    skipped: z.record(z.string(), z.number()),
    unread: z.array(Reason),
    uncovered: z.array(Reason),
    counts: z.record(z.string(), z.number()),
    changes: z.array(Change),
    differences: z.array(Difference),
    findings: z.array(Finding),
    items: z.array(z.record(z.string(), z.unknown())),
    /** Why finished jobs may still hold bodies that were erased. */
    unknown: z.string(),
  })
  .partial();

/** The words for the numbers of a report, in this order. A name that is not listed is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  matched: 'matched',
  aggregates: 'purchases and subscriptions',
  events: 'events',
  read: 'read',
  differing: 'differ',
  changed: 'changed',
  unchanged: 'unchanged',
  failed: 'failed',
  applied: 'repaired',
  transitions: 'transitions',
  queued: 'queued',
  known: 'known already',
  bodies: 'bodies',
  jobs: 'finished jobs removed',
};

/** Reads the report of an operation of any kind. What has another form is left out. */
export function reportOf(report: unknown): ReportView {
  const read = Report.safeParse(report).data ?? {};
  const { skipped = {}, unread = [], uncovered = [], counts = {}, unknown } = read;
  const numbers = Object.entries({ ...read, ...counts }).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    counts: numbers
      .map(([name, count]) => ({ name: WORDS[name] ?? name, count, place: placeOf(name) }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ name, count }) => ({ name, count })),
    notes: [
      ...Object.entries(skipped).map(([reason, times]) => `skipped ${times}: ${reason}`),
      ...[...unread, ...uncovered].map(({ what, reason }) => `not read: ${what}: ${reason}`),
      ...(unknown === undefined ? [] : [`finished jobs may still hold these bodies: ${unknown}`]),
    ],
    changes: [
      ...(read.changes ?? []).map(ofChange),
      ...(read.differences ?? []).map(ofDifference),
      ...(read.findings ?? []).map(ofFinding),
    ],
    items: (read.items ?? []).map(itemOf),
  };
}

const placeOf = (name: string): number => {
  const place = Object.keys(WORDS).indexOf(name);
  return place < 0 ? Infinity : place;
};

const ownerOf = ({ provider, account }: z.output<typeof Owner>): string => `${provider}/${account}`;

const ofChange = ({ eventKey, type, status, rows, ...owner }: z.output<typeof Change>): ReportedChange => ({
  owner: ownerOf(owner),
  event: { eventKey, ...owner },
  about: status.from === status.to ? type : `${type}: ${status.from} → ${status.to}`,
  rows,
});

const ofDifference = ({ eventKeys, rows, ...owner }: z.output<typeof Difference>): ReportedChange => ({
  owner: ownerOf(owner),
  about: `events: ${eventKeys.slice(0, 20).join(', ')}${eventKeys.length > 20 ? ' …' : ''}`,
  rows,
});

const ofFinding = ({ kind, id, rows, remedy, ...rest }: z.output<typeof Finding>): ReportedChange => ({
  owner: ownerOf(rest),
  about: `${rest.class}: ${kind} ${id}. ${remedy}`,
  rows,
});

/** The heads of the columns of single results. */
const COLUMNS: Readonly<Record<string, string>> = {
  outboxId: 'transition',
  topic: 'topic',
  consumer: 'consumer',
  to: 'sent to',
  idempotencyKey: 'idempotency key',
  provider: 'provider',
  account: 'account',
  aggregateRef: 'of',
  eventKey: 'event',
  type: 'type',
  status: 'status',
  disabledAt: 'disabled at',
  reason: 'why',
  missed: 'skipped reactions',
  attempts: 'attempts',
  error: 'last error',
  outcome: 'result',
};

function itemOf(item: Readonly<Record<string, unknown>>): ReportedItem {
  const shown = Object.entries(COLUMNS).flatMap(([key, label]): [string, string | null][] => {
    const value = item[key];
    if (value === undefined) return [];
    return [[label, typeof value === 'string' || typeof value === 'number' ? `${value}` : null]];
  });
  return Object.fromEntries(shown);
}
