import { z } from 'zod';
import { unknownWord } from '../../contract/optional-fields.ts';
import { lookUpWord } from '../events/event-handler.ts';
import { wordOf } from '../events/payment.ts';
import { SUBSCRIPTION_WORDS } from '../events/subscription.ts';
import {
  type EventType,
  Instant,
  latest,
  type ObservedObject,
  type ObservedState,
  readState,
  Status,
} from './observed-state.ts';

const Count = z.coerce.number().int().nonnegative().catch(0);
const Payment = z.object({ time: Instant }).optional().catch(undefined);

const State = z.object({
  status: Status,
  /** Of an agreement of version 1. */
  state: Status,
  status_update_time: Instant,
  start_time: Instant,
  create_time: Instant,
  update_time: Instant,
  billing_info: z
    .object({ last_payment: Payment, last_failed_payment: Payment, failed_payments_count: Count })
    .optional()
    .catch(undefined),
  agreement_details: z
    .object({ last_payment_date: Instant, failed_payment_count: Count })
    .optional()
    .catch(undefined),
});
type State = z.output<typeof State>;

const TYPES: Readonly<Record<string, EventType>> = {
  incomplete: 'BILLING.SUBSCRIPTION.CREATED',
  active: 'BILLING.SUBSCRIPTION.UPDATED',
  past_due: 'BILLING.SUBSCRIPTION.PAYMENT.FAILED',
  paused: 'BILLING.SUBSCRIPTION.SUSPENDED',
  canceled: 'BILLING.SUBSCRIPTION.CANCELLED',
  expired: 'BILLING.SUBSCRIPTION.EXPIRED',
};

/** A subscription, or an agreement of version 1. One that runs with failed payments is past due, as after the event of the failed payment. */
export function subscription({ answer, askedAt }: ObservedObject): ObservedState {
  const state = readState(State, answer);
  const word = wordOf(state);
  const said = lookUpWord(SUBSCRIPTION_WORDS, word);
  if (said === undefined) return { ignored: unknownWord('subscription status', word) };
  const status = said === 'active' && failuresOf(state) > 0 ? 'past_due' : said;
  const type = TYPES[status];
  return type === undefined
    ? { ignored: unknownWord('subscription status', word) }
    : { type, occurredAt: timeOf(state, { status, askedAt }) ?? askedAt };
}

/** In a row: a payment that succeeds sets the count to zero. */
const failuresOf = ({ billing_info: v2, agreement_details: v1 }: State): number =>
  v2?.failed_payments_count ?? v1?.failed_payment_count ?? 0;

/**
 * The time of the state. A payment changes a running subscription without changing its status, so that its last change is the latest time that the
 * object has, up to the time of the question.
 */
function timeOf(
  state: State,
  { status, askedAt }: { readonly status: string; readonly askedAt: string },
): string | undefined {
  const {
    status_update_time: since,
    create_time: created,
    update_time: updated,
    start_time: startsAt,
  } = state;
  if (status === 'past_due') return state.billing_info?.last_failed_payment?.time;
  if (status !== 'active') return since ?? updated ?? created;
  const paidAt = state.billing_info?.last_payment?.time ?? state.agreement_details?.last_payment_date;
  return latest(
    ...[since, updated, paidAt, startsAt].filter((time) => time !== undefined && time <= askedAt),
  );
}
