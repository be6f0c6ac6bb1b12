import type { Database } from '@payspool/db';
import { applyEvent, type EventRecord, recordWithoutEffects, settleHint } from '@payspool/projection';
import type { Account, Accounts, AuthenticDelivery, Normalised, ProviderIo } from '@payspool/providers';
import type { DeliveryJob, DeliveryQueue } from '@payspool/queue';
import type { Logger } from '@payspool/runtime';
import { askAgainAfter } from './ask-again.ts';
import { findAccount } from './find-account.ts';
import type { Outcome } from './outcome.ts';

export interface ProcessContext {
  readonly db: Database;
  readonly accounts: Accounts;
  /** Where questions to be asked again are put. */
  readonly queue: Pick<DeliveryQueue, 'enqueue'>;
  readonly io: ProviderIo;
  readonly logger: Logger;
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
    outcomes.push(await recordDelivery({ body, headers: {} }, { ...context, job, eventKey }));
  }
  await settleHint(db, job);
  const delayMs = final ? undefined : askAgainAfter(job.attempt ?? 0);
  if (delayMs !== undefined) await queue.enqueue({ ...job, attempt: (job.attempt ?? 0) + 1 }, { delayMs });
  return outcomes.find((outcome) => outcome === 'applied') ?? outcomes[0] ?? 'ignored';
}

async function recordDelivery(
  delivery: AuthenticDelivery,
  { account, job, eventKey, db, logger }: ProcessContext & {
    readonly account: Account;
    readonly job: DeliveryJob;
    readonly eventKey: string;
  },
): Promise<Outcome> {
  const meaning = account.provider.normalise(delivery, account.settings);
  const record: EventRecord = {
    ...recordOf(job),
    eventKey,
    type: meaning.type,
    occurredAt: meaning.occurredAt === undefined ? undefined : new Date(meaning.occurredAt),
    rawBody: delivery.body,
  };
  const reason = reasonToIgnore(meaning, job);
  if (reason !== undefined) {
    const recorded = await recordWithoutEffects(db, record, { status: 'ignored', error: reason });
    return recorded === 'duplicate' ? 'duplicate' : 'ignored';
  }
  const { events, warnings } = meaning as Extract<Normalised, { outcome: 'events' }>;
  for (const warning of warnings) logger.warn({ provider: job.provider, account: job.account, eventKey, warning }, 'unknown word');
  const recorded = await applyEvent(db, record, { status: 'applied', events });
  return recorded === 'duplicate' ? 'duplicate' : 'applied';
}

/** Test money must not become an order, nor a live payment be taken for a rehearsal. */
function reasonToIgnore(meaning: Normalised, job: DeliveryJob): string | undefined {
  const other = [meaning.mode, job.verifiedMode].find((mode) => mode !== undefined && mode !== job.mode);
  if (other) return `a ${other} event on a ${job.mode} account`;
  return meaning.outcome === 'ignored' ? meaning.reason : undefined;
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
  rawBody: job.body,
  headers: job.headers,
  transmissionRef: job.transmissionRef,
});

const deliveryOf = (job: DeliveryJob): AuthenticDelivery => ({
  body: job.body,
  headers: job.headers,
  ...(job.signedAt === undefined ? {} : { signedAt: job.signedAt }),
});
