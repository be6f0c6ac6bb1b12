import type { Database } from '@payspool/db';
import {
  applyEvent,
  type EventRecord,
  type ProjectionSettings,
  recordWithoutEffects,
  settleHint,
} from '@payspool/projection';
import {
  type Account,
  type Accounts,
  type AuthenticDelivery,
  type ProviderIo,
  readDelivery,
} from '@payspool/providers';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import { askAgainAfter } from './ask-again.ts';
import { findAccount } from './find-account.ts';
import type { WorkerMetrics } from './metrics.ts';
import { type Outcome, troubleOf } from './outcome.ts';

export interface ProcessContext {
  readonly db: Database;
  readonly projection: ProjectionSettings;
  readonly accounts: Accounts;
  /** Where questions to be asked again are put. */
  readonly queue: Pick<DeliveryQueue, 'enqueue'>;
  readonly io: ProviderIo;
  readonly logger: Logger;
  readonly metrics?: WorkerMetrics;
}

/** One delivery, from the queue into the tables: normalise, record, fold. A hint is confirmed first. */
export async function processDelivery(job: DeliveryJob, context: ProcessContext): Promise<Outcome> {
  const account = findAccount(context.accounts, job);
  const delivery = deliveryOf(job);
  if (job.kind === 'hint') return confirmHint(job, { account, hint: delivery, ...context });
  return recordDelivery(delivery, { ...context, account, job, eventKey: job.eventKey });
}

/** Asks the provider what is true, records every answer, and asks again later while there may be more to come. */
async function confirmHint(
  job: DeliveryJob,
  context: ProcessContext & { readonly account: Account; readonly hint: AuthenticDelivery },
): Promise<Outcome> {
  const { account, db, hint, io, queue } = context;
  if (!account.provider.confirm) throw new Error(`${job.provider} takes no hints`);
  const { deliveries, final } = await account.provider.confirm(hint, { settings: account.settings, io });
  const outcomes: Outcome[] = [];
  for (const { eventKey, body } of deliveries) {
    try {
      outcomes.push(await recordDelivery({ body, headers: {} }, { ...context, job, eventKey }));
    } catch (error) {
      // The answer is the evidence of what cannot be used; the hint alone would not show it.
      const { outcome, reason } = troubleOf(error);
      if (outcome === 'failed') await recordFailure(db, { ...job, eventKey, body }, reason);
      throw error;
    }
  }
  await settleHint(db, job);
  const delayMs = final ? undefined : askAgainAfter(job.attempt ?? 0);
  if (delayMs !== undefined) await queue.enqueue({ ...job, attempt: (job.attempt ?? 0) + 1 }, { delayMs });
  return outcomes.find((outcome) => outcome === 'applied') ?? outcomes[0] ?? 'ignored';
}

async function recordDelivery(
  delivery: AuthenticDelivery,
  {
    account,
    job,
    eventKey,
    db,
    io,
    logger,
    metrics,
    projection,
  }: ProcessContext & {
    readonly account: Account;
    readonly job: DeliveryJob;
    readonly eventKey: string;
  },
): Promise<Outcome> {
  const { type, occurredAt, meaning, warnings } = readDelivery(
    { ...delivery, signedMode: job.verifiedMode },
    account,
  );
  for (const warning of warnings) {
    logger.warn({ provider: job.provider, account: job.account, eventKey, warning }, 'unknown word');
    metrics?.count('payspool_unknown_words_total', { provider: job.provider });
  }
  const record: EventRecord = {
    ...recordOf(job),
    eventKey,
    type,
    occurredAt,
    rawBody: delivery.body,
    mayBeNamedLater: account.provider.mayNameMerchantRefLater,
  };
  const recorded =
    meaning.status === 'applied'
      ? await applyEvent(db, record, meaning, projection)
      : await recordWithoutEffects(db, record, meaning);
  if (recorded === 'duplicate') return 'duplicate';
  if (meaning.status === 'applied' && occurredAt) {
    const lagMs = Math.max(0, io.now().getTime() - occurredAt.getTime());
    metrics?.observe('payspool_event_lag_seconds', { provider: job.provider }, lagMs / 1000);
  }
  return meaning.status;
}

/** Keeps an event that cannot be used, for a human to see. */
export function recordFailure(db: Database, job: DeliveryJob, reason: string): Promise<unknown> {
  return recordWithoutEffects(db, recordOf(job), { status: 'failed', error: reason });
}

const recordOf = (job: DeliveryJob): EventRecord => ({
  provider: job.provider,
  account: job.account,
  eventKey: job.eventKey,
  type: job.type ?? '',
  receivedAt: job.receivedAt,
  signedAt: job.signedAt,
  mode: job.mode,
  signedMode: job.verifiedMode,
  rawBody: job.body,
  headers: job.headers,
  transmissionRef: job.transmissionRef,
});

const deliveryOf = (job: DeliveryJob): AuthenticDelivery => ({
  body: job.body,
  headers: job.headers,
  ...(job.signedAt === undefined ? {} : { signedAt: job.signedAt }),
});
