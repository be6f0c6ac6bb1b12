import type { Database } from '@payspool/db';
import {
  type Account,
  type Accounts,
  ApiRefusedError,
  type ObjectReads,
  type Observation,
  type ProviderIo,
  UnavailableError,
  UnusableEventError,
} from '@payspool/providers';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';
import { type CallOptions, openAccess } from './access.ts';
import {
  type AskedAccounts,
  claimDue,
  type DueSubject,
  enrolSubjects,
  noteAnswer,
  visibleEvents,
  withoutFinal,
} from './follow-up-rows.ts';
import { isRecorded, observedJob, unreadableReason } from './observed-job.ts';
import { canBeRead, connectedMerchants, otherModeOf } from './sweep-units.ts';

/** The result of a question about one subject: `unchanged` if its state is recorded, `observed` if it is queued now. */
export const FOLLOW_UP_OUTCOMES = ['unchanged', 'observed', 'gone', 'failed'] as const;
export type FollowUpOutcome = (typeof FOLLOW_UP_OUTCOMES)[number];

export interface FollowUpContext extends Pick<CallOptions, 'onCall'> {
  readonly db: Pick<Database, '$queryRaw' | '$executeRaw' | '$transaction'>;
  readonly accounts: Pick<Accounts, 'all'>;
  readonly queue: Pick<DeliveryQueue, 'enqueue'>;
  readonly io: Pick<ProviderIo, 'fetch' | 'now'>;
  /** Called for each question that has ended. */
  readonly onOutcome?:
    | ((ended: { readonly provider: string; readonly outcome: FollowUpOutcome }) => void)
    | undefined;
  /** Called if the questions of an account had to be stopped; the next run tries again. */
  readonly onStopped?:
    | ((stopped: { readonly account: Account; readonly error: unknown }) => void)
    | undefined;
}

export interface FollowUps {
  /** Asks about everything that is due, for at most `maxMs`. */
  readonly run: (options?: { readonly signal?: AbortSignal; readonly maxMs?: number }) => Promise<void>;
}

const DAY_MS = 86_400_000;
/** A run ends before the next one begins. */
const MAX_MS = 5 * 60_000;
const AT_ONCE = 20;
/** How long after a failed call the API is asked again. */
const LATER_MS = 15 * 60_000;

/** The accounts whose providers can be asked about single objects. */
export const followedAccounts = (accounts: Pick<Accounts, 'all'>): readonly Account[] =>
  accounts.all.filter((account) => account.provider.reads?.objects && canBeRead(account));

/**
 * Asks providers again about what is not final: open orders and payments, pending refunds, open disputes, and subscriptions whose period
 * has ended. A state that is not recorded yet is queued as an observation.
 */
export function createFollowUps(context: FollowUpContext): FollowUps {
  const { db, accounts, io, onStopped } = context;
  /** The event up to which this process has looked for open subjects. All rows are searched at the start, and daily. */
  let seen: { readonly events: bigint; readonly fullAt: number } | undefined;

  const enrol = async (): Promise<void> => {
    const now = io.now();
    const isFull = seen === undefined || now.getTime() - seen.fullAt >= DAY_MS;
    const events = await visibleEvents(db);
    for (const account of followedAccounts(accounts))
      await enrolSubjects(db, askedAccounts(account), { now, after: isFull ? undefined : seen?.events });
    seen = { events, fullAt: isFull || !seen ? now.getTime() : seen.fullAt };
  };

  return {
    run: async ({ signal, maxMs = MAX_MS } = {}) => {
      const endsAt = performance.now() + maxMs;
      const isOver = () => signal?.aborted || performance.now() > endsAt;
      await enrol();
      for (const account of followedAccounts(accounts)) {
        try {
          await askAbout(account, { isOver, signal, ...context });
        } catch (error) {
          if (signal?.aborted) return;
          onStopped?.({ account, error });
        }
      }
    },
  };
}

const askedAccounts = (account: Account): AskedAccounts => ({
  provider: account.provider.slug,
  accounts: [account.name, ...connectedMerchants(account).map((merchant) => `${account.name}/${merchant}`)],
  failedMaySucceedMs: account.provider.reads?.objects?.failedMaySucceedMs ?? 0,
});

interface Asking extends FollowUpContext {
  readonly isOver: () => boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Asks about the due subjects of one account. Rejects if its API cannot be asked at all. */
async function askAbout(account: Account, context: Asking): Promise<void> {
  const { objects } = account.provider.reads ?? {};
  const { db, io, isOver } = context;
  const wrongMode = otherModeOf(account);
  if (wrongMode !== undefined) throw new Error(wrongMode);
  if (!objects) return;
  const asked = askedAccounts(account);
  for (;;) {
    if (isOver()) return;
    const due = await claimDue(db, asked, { now: io.now(), limit: AT_ONCE });
    for (const subject of await withoutFinal(db, asked, { due, now: io.now() })) {
      if (isOver()) return;
      await askOnce(subject, { ...context, account, objects });
    }
    if (due.length < AT_ONCE) return;
  }
}

interface Question extends Asking {
  readonly account: Account;
  readonly objects: ObjectReads<Account['settings']>;
}

async function askOnce(subject: DueSubject, context: Question): Promise<void> {
  const { account, db, io, onOutcome, signal } = context;
  const provider = account.provider.slug;
  const note = (outcome: FollowUpOutcome, how: { readonly error?: string; readonly againAt?: Date } = {}) => {
    onOutcome?.({ provider, outcome });
    return noteAnswer(db, provider, subject, { isGone: outcome === 'gone', now: io.now(), ...how });
  };
  try {
    const outcome = await observe(subject, context);
    if (typeof outcome === 'string') await note(outcome);
    else await note('failed', outcome);
  } catch (error) {
    if (signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message.slice(0, 500) : String(error);
    // 401 refuses the credentials: no other question would be answered.
    if (error instanceof ApiRefusedError && error.status !== 401)
      return await note('failed', { error: reason });
    const waitMs = error instanceof UnavailableError ? (error.retryAfterMs ?? 0) : 0;
    await note('failed', {
      error: reason,
      againAt: new Date(io.now().getTime() + Math.max(LATER_MS, waitMs)),
    });
    throw error;
  }
}

/** Asks for the objects of a subject, and queues the states that are not recorded yet. */
async function observe(
  { account: recordedAs, kind, ref }: DueSubject,
  { account, objects, db, io, queue, signal, onCall }: Question,
): Promise<FollowUpOutcome | { readonly error: string }> {
  const about = objects.about({ kind, ref });
  if (about.length === 0) return { error: `${account.provider.title}'s API cannot be asked about it` };
  const merchant = merchantOf(recordedAs);
  const access = openAccess({ purpose: 'follow-up', account, merchant, io, db, signal, onCall });
  const answers: (Observation | 'gone')[] = [];
  for (const object of about) answers.push(await objects.get(object, access));
  const observations = answers.filter((answer) => answer !== 'gone');
  if (observations.length === 0) return 'gone';
  const news: DeliveryJob[] = [];
  for (const observation of observations) {
    try {
      const observed = observedJob(observation, { account, merchant, now: io.now() });
      if (observed && !(await isRecorded(db, observation, observed, recordedAs))) news.push(observed.job);
    } catch (error) {
      if (!(error instanceof UnusableEventError)) throw error;
      return { error: unreadableReason(error) };
    }
  }
  for (const job of news) await queue.enqueue(job);
  return news.length > 0 ? 'observed' : 'unchanged';
}

/** The connected merchant of an account of rows: `acct_1` of `default/acct_1`. */
const merchantOf = (account: string): string | undefined => account.split('/', 2)[1];
