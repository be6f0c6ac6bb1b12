import { createHash } from 'node:crypto';
import { type Database, Prisma } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import { type Reference, referencesOf } from '../fold/references.ts';
import type { ErasureScope } from './erase-bodies.ts';

/** An account as the rows of its events name it: `default`, or `default/acct_1`. */
interface Owner {
  readonly provider: string;
  readonly account: string;
}

/**
 * Notes that the bodies of customers were erased, so that no body that names them is stored later. It concerns each account whose events name
 * the customer, and the account that the scope names.
 */
export async function rememberErasedCustomers(
  db: Pick<Database, '$executeRaw'>,
  { provider, account, customerRefs }: ErasureScope,
): Promise<void> {
  if (customerRefs === undefined) return;
  await db.$executeRaw`
    WITH refs (ref) AS (SELECT unnest(${[...customerRefs]}::text[]))
    INSERT INTO erased_customers (provider, account, customer)
    SELECT DISTINCT owner.provider, owner.account, sha256(convert_to(owner.ref, 'UTF8')) FROM (
      SELECT provider, account, fact->>'customerRef' AS ref FROM events, jsonb_array_elements(canonical) AS fact
      WHERE fact->>'customerRef' IN (SELECT ref FROM refs)
        AND (${provider ?? null}::text IS NULL OR provider = ${provider ?? null})
        AND (${account ?? null}::text IS NULL OR account = ${account ?? null})
      UNION SELECT ${provider ?? null}::text, ${account ?? null}::text, ref FROM refs
    ) AS owner WHERE owner.provider IS NOT NULL AND owner.account IS NOT NULL
    ON CONFLICT DO NOTHING`;
}

/** Whether events concern a customer whose data was erased: they name the customer, or belong to a purchase of that customer. */
export function concernErasedCustomer(
  db: Pick<Database, '$queryRaw'>,
  owner: Owner,
  events: readonly CanonicalEvent[],
): Promise<boolean> {
  const customers = events.flatMap(({ customerRef }) =>
    customerRef === undefined ? [] : [digestOf(customerRef)],
  );
  return areErased(db, owner, { customers, references: events.flatMap(referencesOf) });
}

/** Whether one of these customers is erased, or the customer of a purchase with one of these references. */
async function areErased(
  db: Pick<Database, '$queryRaw'>,
  { provider, account }: Owner,
  {
    customers,
    references,
  }: { readonly customers: readonly Buffer[]; readonly references: readonly Reference[] },
): Promise<boolean> {
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

const digestOf = (customerRef: string): Buffer => createHash('sha256').update(customerRef, 'utf8').digest();

/** A delivery whose body may name an erased customer. */
interface NamedIn {
  /** Its canonical events; empty if it could not be read, or means nothing. */
  readonly events: readonly CanonicalEvent[];
  /** What may be ids in its body. Called only if `events` is empty. */
  readonly ids: () => Iterable<string>;
}

/** Knows the erased customers of all accounts. */
export interface ErasedCustomers {
  /** Whether a delivery concerns one of them. It asks the database only in an account with erased customers, and only if no event names its customer. */
  readonly concern: (owner: Owner, delivery: NamedIn) => Promise<boolean>;
}

/** An erasure reads `events` once more after this time: until then a process may not know of it. Milliseconds. */
export const ERASURE_KNOWN_AFTER_MS = 2000;
/** A row may be committed this long after its own time. */
const OVERLAP_MS = 60_000;

/** Reads the erased customers when it is first asked, and those that are new every `refreshMs`. */
export function openErasedCustomers(
  db: Database,
  {
    refreshMs = ERASURE_KNOWN_AFTER_MS / 2,
    now = () => performance.now(),
  }: { readonly refreshMs?: number; readonly now?: () => number } = {},
): ErasedCustomers {
  const byOwner = new Map<string, Set<string>>();
  let newest = new Date(0);
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;
  const read = async () => {
    const startedAt = now();
    const rows = await db.erasedCustomer.findMany({
      where: { erasedAt: { gte: new Date(newest.getTime() - OVERLAP_MS) } },
    });
    for (const { provider, account, customer, erasedAt } of rows) {
      const key = ownerKey({ provider, account });
      const known = byOwner.get(key) ?? new Set();
      byOwner.set(key, known.add(Buffer.from(customer).toString('hex')));
      if (erasedAt > newest) newest = erasedAt;
    }
    readAt = startedAt;
  };
  const upToDate = async () => {
    if (now() - readAt < refreshMs) return;
    reading ??= read().finally(() => (reading = undefined));
    await reading;
  };
  return {
    concern: async (owner, { events, ids }) => {
      await upToDate();
      const known = byOwner.get(ownerKey(owner));
      if (!known) return false;
      const isErased = (ref: string) => known.has(digestOf(ref).toString('hex'));
      if (events.length === 0) {
        const named = [...ids()];
        if (named.some(isErased)) return true;
        const references = named
          .slice(0, MOST_IDS)
          .flatMap((ref) => REFERENCE_KINDS.map((kind) => ({ kind, ref })));
        return references.length > 0 && areErased(db, owner, { customers: [], references });
      }
      const named = events.flatMap(({ customerRef }) => customerRef ?? []);
      if (named.length > 0) return named.some(isErased);
      return concernErasedCustomer(db, owner, events);
    },
  };
}

/** A body that could not be read is compared with the references of purchases by so many of its ids. */
const MOST_IDS = 500;
const REFERENCE_KINDS = ['order', 'payment', 'invoice', 'refund', 'dispute', 'subscription'] as const;

const ownerKey = ({ provider, account }: Owner): string => `${provider} ${account}`;
