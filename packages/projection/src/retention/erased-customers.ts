import { createHash } from 'node:crypto';
import { type Database, Prisma } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { referencesOf } from '../fold/references.ts';
import type { ErasureScope } from './erase-bodies.ts';

/**
 * Notes that a customer's bodies were erased, so that a body that is read from an API later is not stored. It concerns each account whose
 * events name the customer, and the account that the scope names.
 */
export async function rememberErasedCustomer(
  db: Pick<Database, '$executeRaw'>,
  { provider, account, customerRef }: ErasureScope,
): Promise<void> {
  if (customerRef === undefined) return;
  const named = JSON.stringify([{ customerRef }]);
  await db.$executeRaw`
    INSERT INTO erased_customers (provider, account, customer)
    SELECT owner.provider, owner.account, ${digest(customerRef)} FROM (
      SELECT DISTINCT provider, account FROM events WHERE canonical @> ${named}::jsonb
        AND (${provider ?? null}::text IS NULL OR provider = ${provider ?? null})
        AND (${account ?? null}::text IS NULL OR account = ${account ?? null})
      UNION SELECT ${provider ?? null}::text, ${account ?? null}::text
    ) AS owner WHERE owner.provider IS NOT NULL AND owner.account IS NOT NULL
    ON CONFLICT DO NOTHING`;
}

/** Whether events concern a customer whose data was erased: they name the customer, or belong to a purchase of that customer. */
export async function concernErasedCustomer(
  db: Pick<Database, '$queryRaw'>,
  { provider, account }: { readonly provider: string; readonly account: string },
  events: readonly CanonicalEvent[],
): Promise<boolean> {
  const customers = events.flatMap(({ customerRef }) =>
    customerRef === undefined ? [] : [digest(customerRef)],
  );
  const references = events.flatMap(referencesOf);
  const kinds = references.map(({ kind }) => kind);
  const refs = references.map(({ ref }) => ref);
  const found = await db.$queryRaw<unknown[]>`
    WITH purchases AS (
      SELECT aggregate_id FROM aliases JOIN unnest(${kinds}::text[], ${refs}::text[]) AS known (kind, ref) USING (kind, ref)
      WHERE provider = ${provider} AND account = ${account}),
    customers AS (
      SELECT customer_ref FROM orders WHERE aggregate_id IN (SELECT aggregate_id FROM purchases)
      UNION SELECT customer_ref FROM subscriptions WHERE aggregate_id IN (SELECT aggregate_id FROM purchases))
    SELECT 1 FROM erased_customers WHERE provider = ${provider} AND account = ${account}
      AND (customer IN (SELECT sha256(convert_to(customer_ref, 'UTF8')) FROM customers WHERE customer_ref IS NOT NULL)
        ${customers.length === 0 ? Prisma.empty : Prisma.sql`OR customer IN (${Prisma.join(customers)})`})
    LIMIT 1`;
  return found.length > 0;
}

const digest = (customerRef: string): Buffer => createHash('sha256').update(customerRef, 'utf8').digest();
