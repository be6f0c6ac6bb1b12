import { type Database, Prisma } from '@payspool/db';
import type { SubjectRef } from '@payspool/providers';
import { openSubjects } from './open-subjects.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When the provider is asked about what is not final: this long after the state, and then after each question. The last one repeats. */
const FOLLOW_UP_AFTER_MS: readonly number[] = [HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS, 7 * DAY_MS];

/** Milliseconds until the next question, after `asked` questions. */
export const followUpAfter = (asked: number): number =>
  FOLLOW_UP_AFTER_MS[Math.min(asked, FOLLOW_UP_AFTER_MS.length - 1)] ?? HOUR_MS;

/** A process that stops while it asks: another one asks again after this time. */
const CLAIM_MS = 15 * 60_000;

/** Event ids are given before the transaction commits, so that a lower one may become visible later. */
const ID_MARGIN = 10_000n;

/** Rows of these accounts, whose API can be asked. */
export interface AskedAccounts {
  readonly provider: string;
  /** The account of the credentials, and the accounts of its connected merchants: `default/acct_1`. */
  readonly accounts: readonly string[];
  readonly failedMaySucceedMs: number;
}

/** A subject about which the provider is asked now. */
export interface DueSubject extends SubjectRef {
  readonly account: string;
  /** How often it was asked about. */
  readonly asked: number;
}

const ofAccounts = ({ provider, accounts }: AskedAccounts) =>
  Prisma.sql`provider = ${provider} AND account = ANY(${[...accounts]}::text[])`;

/** The id up to which all events are visible. */
export async function visibleEvents(db: Pick<Database, '$queryRaw'>): Promise<bigint> {
  const [row] = await db.$queryRaw<{ id: bigint }[]>`SELECT coalesce(max(id), 0)::bigint AS id FROM events`;
  const id = row?.id ?? 0n;
  return id > ID_MARGIN ? id - ID_MARGIN : 0n;
}

/**
 * Adds what is not final and is not followed yet.
 *
 * @param after only the purchases of events with a higher id, and what time alone has opened; all purchases if absent. Tables of payments
 *   have no index by status, so that all purchases are searched only now and then.
 */
export async function enrolSubjects(
  db: Pick<Database, '$transaction' | '$executeRaw'>,
  asked: AskedAccounts,
  { now, after }: { readonly now: Date; readonly after?: bigint | undefined },
): Promise<void> {
  if (after !== undefined) return addOpen(db, asked, { now, after });
  await db.$transaction(async (tx) => {
    // The sessions of a worker do not read whole tables if they can avoid it. This search reads them once.
    await tx.$executeRaw`SET LOCAL enable_seqscan = on`;
    await addOpen(tx, asked, { now });
  }, TRANSACTION);
}

/** A search among all rows may take long. Milliseconds. */
const TRANSACTION = { maxWait: 10_000, timeout: 120_000 };

async function addOpen(
  db: Pick<Database, '$executeRaw'>,
  asked: AskedAccounts,
  { now, after }: { readonly now: Date; readonly after?: bigint },
): Promise<void> {
  for (const [kind, subjects] of Object.entries(openSubjects({ now, ...asked }))) {
    const { table, ref, since, isOpen, opensByTime = false } = subjects;
    const touched =
      after === undefined || opensByTime
        ? Prisma.empty
        : Prisma.sql`AND aggregate_id IN (SELECT aggregate_id FROM events WHERE id > ${after} AND aggregate_id IS NOT NULL)`;
    await db.$executeRaw`
      INSERT INTO follow_ups (provider, account, kind, ref, next_at)
      SELECT DISTINCT ON (account, ${ref}) provider, account, ${kind}::text, ${ref},
        greatest(${now}::timestamptz, ${since} + make_interval(secs => ${followUpAfter(0) / 1000}::float8))
      FROM ${table} WHERE ${ofAccounts(asked)} AND ${isOpen} ${touched}
      ON CONFLICT (provider, account, kind, ref) DO NOTHING`;
  }
}

/** Reserves the next subjects that are due: those that were asked about least often first. No other process asks about them meanwhile. */
export const claimDue = (
  db: Pick<Database, '$queryRaw'>,
  asked: AskedAccounts,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<DueSubject[]> =>
  db.$queryRaw<DueSubject[]>`
    UPDATE follow_ups SET next_at = ${new Date(now.getTime() + CLAIM_MS)}
    WHERE (provider, account, kind, ref) IN (
      SELECT provider, account, kind, ref FROM follow_ups
      WHERE ${ofAccounts(asked)} AND next_at <= ${now} AND NOT is_gone
      ORDER BY asked, next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING account, kind, ref, asked`;

/**
 * Removes the subjects that have become final, and returns the others. Only subjects that are due are looked up: a search among all that are
 * followed has taken minutes while the tables had no statistics.
 */
export async function withoutFinal(
  db: Pick<Database, '$queryRaw' | '$executeRaw'>,
  asked: AskedAccounts,
  { due, now }: { readonly due: readonly DueSubject[]; readonly now: Date },
): Promise<DueSubject[]> {
  const open: DueSubject[] = [];
  for (const [kind, { table, ref, isOpen }] of Object.entries(openSubjects({ now, ...asked }))) {
    const ofKind = due.filter((subject) => subject.kind === kind);
    if (ofKind.length === 0) continue;
    const refs = [...new Set(ofKind.map((subject) => subject.ref))];
    const found = await db.$queryRaw<{ account: string; ref: string }[]>`
      SELECT DISTINCT account, ${ref} AS ref FROM ${table}
      WHERE ${ofAccounts(asked)} AND ${ref} = ANY(${refs}::text[]) AND ${isOpen}`;
    const isStillOpen = ({ account, ref: own }: DueSubject) =>
      found.some((row) => row.account === account && row.ref === own);
    open.push(...ofKind.filter(isStillOpen));
    for (const final of ofKind.filter((subject) => !isStillOpen(subject)))
      await db.$executeRaw`
        DELETE FROM follow_ups
        WHERE provider = ${asked.provider} AND account = ${final.account} AND kind = ${kind} AND ref = ${final.ref}`;
  }
  return open;
}

/** The result of one question. */
export interface Answer {
  /** The provider no longer has it, and is not asked again. */
  readonly isGone?: boolean;
  /** Why there is no answer. */
  readonly error?: string;
  /** When to ask again, if not by the table: the API did not answer, and the question does not count. */
  readonly againAt?: Date;
}

/** Notes the result of a question, and when to ask again. */
export async function noteAnswer(
  db: Pick<Database, '$executeRaw'>,
  provider: string,
  { account, kind, ref, asked }: DueSubject,
  { isGone = false, error, againAt, now }: Answer & { readonly now: Date },
): Promise<void> {
  const nextAt = againAt ?? new Date(now.getTime() + followUpAfter(asked + 1));
  await db.$executeRaw`
    UPDATE follow_ups SET asked = ${againAt ? asked : asked + 1}, next_at = ${nextAt}, is_gone = ${isGone}, error = ${error ?? null}
    WHERE provider = ${provider} AND account = ${account} AND kind = ${kind} AND ref = ${ref}`;
}
