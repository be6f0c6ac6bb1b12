import { Prisma, type Transaction } from '@payspool/db';
import { serializeEvents } from '@payspool/events';
import { endpointAccountOf } from './endpoint-account.ts';
import type { EventRecord, EventResult } from './event-record.ts';

/**
 * Writes the event's row and says whether this is the one transaction that has its effects to make. A row that is there
 * already stays as it is, unless it had no effects: a later attempt replaces a failure, and a success what was ignored, since an account's
 * mode can have been set wrong, and a newer release knows more types. Nothing replaces a success, nor a delivery whose parts are recorded.
 *
 * @returns the row's id, or `undefined` for a duplicate
 */
export async function recordEvent(
  tx: Transaction,
  record: EventRecord,
  result: EventResult,
): Promise<bigint | undefined> {
  const applied = result.status === 'applied';
  const canonical = JSON.stringify(applied ? serializeEvents(result.events) : []);
  const error = errorOf(result);
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO events
      (provider, account, event_key, type, status, occurred_at, received_at, signed_at, mode, signed_mode,
       applied_at, error, canonical, raw_body, headers, part_of, provider_account)
    VALUES
      (${record.provider}, ${record.account}, ${record.eventKey}, ${storable(record.type, 255)},
       ${result.status}::event_status, ${record.occurredAt ?? null}, ${record.receivedAt},
       ${record.signedAt ?? null}, ${record.mode ?? null}, ${record.signedMode ?? null},
       ${applied ? Prisma.sql`now()` : null}, ${error}, ${canonical}::jsonb, ${record.rawBody},
       ${JSON.stringify(record.headers)}::jsonb, ${record.partOf ?? null}, ${record.providerAccount ?? null})
    ON CONFLICT (provider, account, event_key) DO UPDATE SET
      type = excluded.type, status = excluded.status, occurred_at = excluded.occurred_at,
      received_at = excluded.received_at, signed_at = excluded.signed_at, mode = excluded.mode,
      signed_mode = excluded.signed_mode, applied_at = excluded.applied_at, error = excluded.error,
      canonical = excluded.canonical, raw_body = excluded.raw_body, headers = excluded.headers,
      part_of = excluded.part_of, provider_account = excluded.provider_account
      WHERE events.status = 'failed' OR (events.status = 'ignored' AND excluded.status IN ('applied', 'split'))
    RETURNING id`;
  if (rows[0] !== undefined) await settleElsewhere(tx, record);
  return rows[0]?.id;
}

/** Why it was ignored or failed, as the column keeps it. */
export const errorOf = (result: EventResult): string | null =>
  'error' in result ? storable(result.error, 1000) : null;

/**
 * An event that could not be read was recorded under the account that it was delivered to. Once it is known to be a connected
 * account's, that failure is none any more.
 */
async function settleElsewhere(
  tx: Transaction,
  { provider, account, eventKey }: Pick<EventRecord, 'provider' | 'account' | 'eventKey'>,
): Promise<void> {
  const deliveredTo = endpointAccountOf(account);
  if (deliveredTo === account) return;
  await tx.event.updateMany({
    where: { provider, account: deliveredTo, eventKey, status: 'failed' },
    data: { status: 'ignored', error: `recorded as an event of ${account}` },
  });
}

/** Postgres stores neither NUL nor half a surrogate pair, and a provider's text can hold both. */
export const storable = (text: string, maxLength: number): string =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, maxLength)
    .toWellFormed();
