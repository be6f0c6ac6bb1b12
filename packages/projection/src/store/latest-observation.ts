import type { Database } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { referencesOf } from '../fold/references.ts';

/**
 * Returns the event key of the latest observation of an object, or `undefined` if it was never observed. It is found through the purchase that
 * the events belong to.
 *
 * @param object the beginning of its event keys: `payment_intent:pi_1:`
 */
export async function latestObservation(
  db: Pick<Database, '$queryRaw'>,
  {
    provider,
    account,
    object,
  }: { readonly provider: string; readonly account: string; readonly object: string },
  events: readonly CanonicalEvent[],
): Promise<string | undefined> {
  const references = events.flatMap(referencesOf);
  const kinds = references.map(({ kind }) => kind);
  const refs = references.map(({ ref }) => ref);
  const [latest] = await db.$queryRaw<{ event_key: string }[]>`
    SELECT event_key FROM events
    WHERE source = 'observed' AND provider = ${provider} AND account = ${account} AND starts_with(event_key, ${object})
      AND aggregate_id IN (
        SELECT aggregate_id FROM aliases JOIN unnest(${kinds}::text[], ${refs}::text[]) AS known (kind, ref) USING (kind, ref)
        WHERE provider = ${provider} AND account = ${account})
    ORDER BY occurred_at DESC, id DESC LIMIT 1`;
  return latest?.event_key;
}
