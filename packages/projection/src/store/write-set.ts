import { OUTBOX_CHANNEL, Prisma, queryDirectly, type Transaction } from '@payspool/db';
import { eventCtes, eventName } from './event-ctes.ts';
import type { ProjectedTable } from './projected-rows.ts';
import {
  aggregateCtes,
  outboxCtes,
  projectedCtes,
  publishedCtes,
  removedCtes,
  type SetRows,
} from './row-ctes.ts';
import type { ProjectionSettings } from './settings.ts';
import { PROJECTED } from './tables.ts';
import { ConflictError } from './transaction.ts';

/**
 * Writes a set in one statement, and checks that the loaded data is still current: no reference has moved to another aggregate, and no
 * other transaction has recorded one of the events. It does not commit: `transaction.ts` does.
 *
 * @returns the ids of the recorded events, by `eventName`
 * @throws {ConflictError} if the loaded data is not current any more
 */
export async function writeSet(
  tx: Transaction,
  write: SetRows,
  { subscribedTopics }: Pick<ProjectionSettings, 'subscribedTopics'> = {},
): Promise<ReadonlyMap<string, bigint>> {
  const outbox = write.outbox.map((row) => ({
    isFinished: subscribedTopics !== undefined && !subscribedTopics.has(row.topic),
    ...row,
  }));
  const ctes = [
    ...aggregateCtes(write),
    ...publishedCtes(write),
    ...eventCtes(write.events),
    ...(Object.keys(PROJECTED) as ProjectedTable[]).flatMap((table) => projectedCtes(table, write)),
    ...removedCtes(write),
    ...outboxCtes(outbox),
  ];
  if (ctes.length === 0) return new Map();
  const has = (cte: string) => ctes.some(({ name }) => name === cte);
  const count = (cte: string) =>
    has(cte) ? Prisma.sql`(SELECT count(*)::int FROM ${Prisma.raw(cte)})` : Prisma.sql`0`;
  // If all rows of an aggregate are written, the best plan depends on their number, so the statement is planned each time.
  const [result] = await queryDirectly<Result>(
    tx,
    Prisma.sql`
    WITH ${Prisma.join(ctes.map(({ name, sql }) => Prisma.sql`${Prisma.raw(name)} AS (${sql})`))}
    SELECT
      ${count('placed_aliases')} AS placed, ${count('found_aliases')} AS found, ${count('bound_delivery_refs')} AS bound,
      ${has('recorded_events') ? Prisma.sql`(SELECT json_agg(json_build_array(concat_ws(' ', provider, account, event_key), id::text)) FROM recorded_events)::text` : Prisma.sql`NULL`} AS recorded,
      ${outbox.some(({ isFinished }) => !isFinished) ? Prisma.sql`pg_notify(${OUTBOX_CHANNEL}, '')::text` : Prisma.sql`''`} AS notified`,
    { isPrepared: write.whole.length === 0 && write.remadePublished.length === 0 },
  );
  if (!result) throw new Error('the statement that writes a set returned no row');
  const recorded = new Map(
    result.recorded === null
      ? []
      : (JSON.parse(result.recorded) as [string, string][]).map(([name, id]) => [name, BigInt(id)]),
  );
  const missing = write.events.filter((event) => event.hasEffects && !recorded.has(eventName(event)));
  const boundRefs = write.events.filter(
    (event) => event.deliveryRef !== undefined && recorded.has(eventName(event)),
  );
  if (
    missing.length > 0 ||
    result.placed !== write.newAliases.length ||
    result.found !== write.knownAliases.length ||
    result.bound !== boundRefs.length
  )
    throw new ConflictError('events of the set, or what they belong to, changed while it was applied');
  return recorded;
}

interface Result {
  readonly placed: number;
  readonly found: number;
  readonly bound: number;
  readonly recorded: string | null;
}
