import type { Database } from '@payspool/db';
import type { CanonicalEvent } from '@payspool/events';
import {
  type ErasedCustomers,
  type EventRecord,
  preferDelivered,
  type ProjectionSettings,
  settleHint,
} from '@payspool/projection';
import {
  type Account,
  type Accounts,
  type AuthenticDelivery,
  type Learned,
  type ProviderIo,
  type Question,
  type Reading,
  readDelivery,
} from '@payspool/providers';
import { idsInBody } from '@payspool/providers/personal';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import type { TakeCall } from './confirm-calls.ts';
import type { ConfirmationBudget } from './confirmation-budget.ts';
import { askAgainAfter } from './ask-again.ts';
import type { EventWriter } from './event-writer.ts';
import { findAccount } from './find-account.ts';
import type { WorkerMetrics } from './metrics.ts';
import { type Outcome, troubleOf } from './outcome.ts';
import { recordMeaning } from './record-meaning.ts';
import { type PartCounts, recordParts } from './record-parts.ts';

export interface ProcessContext {
  readonly db: Database;
  readonly accounts: Accounts;
  /** The queue for follow-up questions. */
  readonly queue: Pick<DeliveryQueue, 'enqueue'>;
  readonly io: ProviderIo;
  /** The limit of confirmed hints at once and per second; no limit if absent. */
  readonly confirmations?: ConfirmationBudget;
  /** The limit of an account's calls to the provider's API, shared by all processes; no limit if absent. */
  readonly takeCall?: TakeCall;
  readonly logger: Logger;
  readonly metrics?: WorkerMetrics;
  /** Writes events with their effects. */
  readonly write: EventWriter;
  readonly projection: ProjectionSettings;
  /** Whose bodies are not stored. */
  readonly erased: ErasedCustomers;
  /** Aborted when the worker stops: a delivery of several parts then ends between two of them. */
  readonly signal?: AbortSignal;
}

/** The outcome of a delivery, and of its parts if it has several. */
export interface Processed {
  readonly outcome: Outcome;
  readonly parts?: PartCounts;
}

/** Processes one delivery from the queue into the tables: normalise, record, fold. A hint is confirmed first. */
export async function processDelivery(job: DeliveryJob, context: ProcessContext): Promise<Processed> {
  const account = findAccount(context.accounts, job);
  const delivery = deliveryOf(job);
  if (job.kind === 'hint') return confirmHint(job, { account, hint: delivery, ...context });
  return recordDelivery(delivery, { account, job, eventKey: job.eventKey, ...context });
}

/** Asks the provider for the state, records every answer, and schedules another question while the state is not final. */
async function confirmHint(
  job: DeliveryJob,
  context: ProcessContext & { readonly account: Account; readonly hint: AuthenticDelivery },
): Promise<Processed> {
  const { account, confirmations, db, hint, io, queue, takeCall } = context;
  const { confirm } = account.provider;
  if (!confirm) throw new Error(`${job.provider} does not send hints`);
  const ask = async () =>
    confirm(hint, {
      settings: account.settings,
      mode: account.mode,
      io: (await takeCall?.(account)) ?? io,
    });
  const { deliveries, final } = await (confirmations ? confirmations.run(ask) : ask());
  const answers: Processed[] = [];
  for (const { eventKey, body } of deliveries) {
    try {
      answers.push(await recordDelivery({ body, headers: {} }, { job, eventKey, ...context }));
    } catch (error) {
      // The answer is recorded as evidence; the hint alone would not show why it cannot be used.
      const { outcome, reason } = troubleOf(error);
      if (outcome === 'failed') await recordFailure({ ...job, eventKey, body }, { reason, ...context });
      throw error;
    }
  }
  await settleHint(db, job);
  const delayMs = final ? undefined : askAgainAfter(job.attempt ?? 0);
  if (delayMs !== undefined) await queue.enqueue({ ...job, attempt: (job.attempt ?? 0) + 1 }, { delayMs });
  return answers.find(({ outcome }) => outcome === 'applied') ?? answers[0] ?? { outcome: 'ignored' };
}

async function recordDelivery(
  delivery: AuthenticDelivery & Learned,
  context: ProcessContext & {
    readonly account: Account;
    readonly job: DeliveryJob;
    readonly eventKey: string;
  },
): Promise<Processed> {
  const { account, job, eventKey, logger, metrics, queue } = context;
  const reading = readDelivery({ signedMode: job.verifiedMode, ...delivery }, account);
  const { meaning, warnings, questions } = reading;
  for (const warning of warnings) {
    logger.warn({ provider: job.provider, account: job.account, eventKey, warning }, 'unknown word');
    metrics?.count('payspool_unknown_words_total', { provider: job.provider });
  }
  // Before the event is recorded, so that a crash between the two cannot lose a question; a second one does no harm.
  await Promise.all(questions.map((question) => queue.enqueue(hintOf(question, job))));
  const record = await withoutErased(
    {
      mayBeNamedLater: account.provider.mayNameMerchantRefLater,
      ...recordOf(job, reading),
      eventKey,
      rawBody: delivery.body,
    },
    { ...context, reading },
  );
  if (meaning.status === 'split') return recordParts(record, meaning.parts, context);
  const outcome = await recordMeaning(record, meaning, context);
  const isReplacement =
    outcome === 'duplicate' &&
    job.source === undefined &&
    account.provider.reads?.events !== undefined &&
    (await preferDelivered(context.db, { record, result: meaning }, context.projection));
  return { outcome: isReplacement ? meaning.status : outcome };
}

/** An erased customer stays erased: the event has its effects, and its body is not stored. */
async function withoutErased(
  record: EventRecord,
  { erased, reading }: Pick<ProcessContext, 'erased'> & { readonly reading: Reading | undefined },
): Promise<EventRecord> {
  const { rawBody } = record;
  if (rawBody === null) return record;
  const events = reading ? eventsIn(reading) : [];
  const isErased = await erased.concern(record, { events, ids: () => idsInBody(rawBody) });
  return isErased ? { ...record, isErased } : record;
}

function eventsIn({ meaning }: Reading): readonly CanonicalEvent[] {
  const meanings = meaning.status === 'split' ? meaning.parts.map((part) => part.meaning) : [meaning];
  return meanings.flatMap((one) => (one.status === 'applied' ? one.events : []));
}

/** The hint that answers a question of a signed event. */
const hintOf = ({ key, body }: Question, job: DeliveryJob): DeliveryJob => ({
  ...job,
  kind: 'hint',
  eventKey: `hint:${key}`,
  headers: {},
  body,
  attempt: 0,
  deliveryRef: undefined,
});

/** Records an event that cannot be used, so that a person can look at it. It is recorded under its own account if that can be read. */
export async function recordFailure(
  job: DeliveryJob,
  {
    write,
    accounts,
    erased,
    reason,
  }: Pick<ProcessContext, 'write' | 'accounts' | 'erased'> & { readonly reason: string },
): Promise<unknown> {
  const reading = readOrNot(job, accounts);
  const record = await withoutErased(recordOf(job, reading), { erased, reading });
  return write(record, { status: 'failed', error: reason });
}

function readOrNot(job: DeliveryJob, accounts: Accounts): Reading | undefined {
  try {
    return readDelivery({ signedMode: job.verifiedMode, ...deliveryOf(job) }, findAccount(accounts, job));
  } catch {
    return undefined;
  }
}

const recordOf = (job: DeliveryJob, reading: Reading | undefined): EventRecord => ({
  provider: job.provider,
  account: reading?.account ?? job.account,
  eventKey: job.eventKey,
  type: reading?.type ?? job.type ?? '',
  occurredAt: reading?.occurredAt,
  receivedAt: job.receivedAt,
  signedAt: job.signedAt,
  mode: job.mode,
  signedMode: job.verifiedMode,
  rawBody: job.body,
  headers: job.headers,
  deliveryRef: job.deliveryRef,
  providerAccount: reading?.providerAccount,
  source: job.source,
  isImported: job.isImported,
});

const deliveryOf = (job: DeliveryJob): AuthenticDelivery & Learned => ({
  source: job.source,
  merchant: job.merchant,
  body: job.body,
  headers: job.headers,
  receivedAt: job.receivedAt,
  ...(job.signedAt === undefined ? {} : { signedAt: job.signedAt }),
});
