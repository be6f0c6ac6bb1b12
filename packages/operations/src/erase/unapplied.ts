import { type Database, Prisma } from '@payspool/db';
import { eventsOfCustomers } from '@payspool/projection';
import { configuredAccountOf } from '@payspool/providers';
import { idsInBody } from '@payspool/providers/personal';

/** An account by its endpoint: an event that could not be read is recorded under it. */
interface Owner {
  readonly provider: string;
  readonly account: string;
}

/** Which ids belong to the customers of an erasure: their own, and those of their purchases. */
export interface CustomerIds {
  /** Whether a body names one of these ids. */
  readonly areIn: (owner: Owner, body: Uint8Array) => boolean;
}

export interface CustomerScope {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  readonly customers: readonly string[];
}

/** Reads the ids of customers: in every account their own, and in the account of their purchases the ids of those. */
export async function readCustomerIds(
  db: Database,
  { provider, account, customers }: CustomerScope,
): Promise<CustomerIds> {
  const owner = [
    ...(provider === undefined ? [] : [Prisma.sql`provider = ${provider}`]),
    ...(account === undefined ? [] : [Prisma.sql`account = ${account}`]),
  ];
  const rows = await db.$queryRaw<(Owner & { readonly ref: string })[]>`
    WITH ${eventsOfCustomers(customers, owner)}
    SELECT DISTINCT provider, account, ref FROM aliases
    WHERE aggregate_id IN (SELECT aggregate_id FROM known WHERE aggregate_id IS NOT NULL)`;
  const own = new Set(customers);
  const byOwner = new Map<string, Set<string>>();
  for (const row of rows) byOwner.set(keyOf(row), (byOwner.get(keyOf(row)) ?? new Set()).add(row.ref));
  return {
    areIn: (of, body) => {
      const purchases = byOwner.get(keyOf(of));
      for (const id of idsInBody(body)) if (own.has(id) || purchases?.has(id)) return true;
      return false;
    },
  };
}

const keyOf = ({ provider, account }: Owner): string => `${provider} ${configuredAccountOf(account)}`;

/** Bodies of one step, each up to a few megabytes. */
const PAGE = 100;

/** Events that have a body and no canonical event, in the order of recording: what names a customer without belonging to a purchase. */
export async function unappliedPage(
  db: Database,
  {
    provider,
    account,
    receivedBefore,
    after,
  }: {
    readonly provider?: string | undefined;
    readonly account?: string | undefined;
    readonly receivedBefore?: Date | undefined;
    readonly after: bigint;
  },
): Promise<readonly (Owner & { readonly id: bigint; readonly rawBody: Uint8Array })[]> {
  const conditions = [
    Prisma.sql`id > ${after}`,
    Prisma.sql`status <> 'applied'`,
    Prisma.sql`raw_body IS NOT NULL`,
    ...(provider === undefined ? [] : [Prisma.sql`provider = ${provider}`]),
    ...(account === undefined ? [] : [Prisma.sql`account = ${account}`]),
    ...(receivedBefore === undefined ? [] : [Prisma.sql`received_at < ${receivedBefore}`]),
  ];
  return db.$queryRaw`
    SELECT id, provider, account, raw_body AS "rawBody" FROM events
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY id LIMIT ${PAGE}`;
}

/** Erases the bodies of these events. */
export const eraseRows = (db: Database, ids: readonly bigint[]): Promise<number> =>
  ids.length === 0
    ? Promise.resolve(0)
    : db.$executeRaw`
        UPDATE events SET raw_body = NULL, headers = '{}'
        WHERE id = ANY(${[...ids]}::bigint[]) AND raw_body IS NOT NULL`;
