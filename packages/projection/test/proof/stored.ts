import {
  applyEvent,
  DEFAULT_SETTINGS,
  fold,
  type RecordStatus,
  rebuild,
  type AggregateDifference,
  type Rows,
} from '../../src/index.ts';
import { referencesOf } from '../../src/fold/references.ts';
import { componentsOf } from '../../src/store/components.ts';
import { record } from '../record.ts';
import { countInternals, readRows } from '../tables.ts';
import { NOW } from '../publish/meaning.ts';
import type { Delivery } from './random-histories.ts';

type Database = Parameters<typeof applyEvent>[0];
const PROVIDER = 'stripe';

/** Hands a delivery over as the worker does: all of its canonical events together. */
export function deliver(db: Database, account: string, delivery: Delivery): Promise<RecordStatus> {
  const [first] = delivery;
  if (!first) throw new Error('a delivery without events means nothing');
  const { eventKey, event } = first;
  const about = { account, provider: PROVIDER, eventKey, type: event.type };
  return applyEvent(
    db,
    record({ ...about, occurredAt: new Date(event.occurredAt), rawBody: Buffer.from(eventKey) }),
    { status: 'applied', events: delivery.map((recorded) => recorded.event) },
    // Later than everything, as where what is published is compared with the rows.
    { ...DEFAULT_SETTINGS, now: () => new Date(NOW) },
  );
}

const nameOf = ({ kind, ref }: ReturnType<typeof referencesOf>[number]) => `${kind} ${ref}`;
const referencesIn = (delivery: Delivery) => delivery.flatMap(({ event }) => referencesOf(event).map(nameOf));

/** What the tables must contain of an account that got these deliveries: derived from them alone. */
export function expectedOf(deliveries: readonly Delivery[]) {
  const components = componentsOf(deliveries, referencesIn);
  return {
    rows: asText(components.map((component) => fold(component.flat()))),
    // A fold is in the memory of a worker: the row says from when on it may be gone on from.
    folded: components.length,
    internals: {
      aggregates: components.length,
      withoutEvents: 0,
      withoutAliases: 0,
      aliases: new Set(deliveries.flatMap(referencesIn)).size,
      events: deliveries.length,
    },
  };
}

/** The same of what they do hold. */
export async function storedOf(db: Database, account: string): Promise<ReturnType<typeof expectedOf>> {
  const owner = { provider: PROVIDER, account };
  const aggregates = await db.aggregate.findMany({ where: owner });
  return {
    rows: asText([await readRows(db, owner)]),
    folded: aggregates.filter(({ state }) => state !== null).length,
    internals: await countInternals(db, owner),
  };
}

/** Row by row as text, in no order of the database's. */
const asText = (parts: readonly Rows[]): string[] =>
  parts
    .flatMap((rows) =>
      Object.entries(rows).flatMap(([table, entries]) =>
        (entries as readonly object[]).map((row) => `${table} ${textOfState(row)}`),
      ),
    )
    .toSorted();

/** As text with sorted keys, as `jsonb` has none of its own order. */
function textOfState(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) => {
    if (typeof held === 'bigint') return held.toString();
    if (typeof held !== 'object' || held === null || Array.isArray(held)) return held;
    return Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Everything that `rebuild` finds of one account, or of all. */
export async function differencesIn(db: Database, account?: string): Promise<AggregateDifference[]> {
  const found: AggregateDifference[] = [];
  await rebuild(db, { onDifference: (difference) => found.push(difference) });
  return found.filter((difference) => account === undefined || difference.account === account);
}
