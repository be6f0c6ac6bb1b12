import { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import { DISPUTE_TYPES } from '../events/dispute.ts';
import {
  Fields,
  firstTime,
  Flag,
  List,
  notBefore,
  type ObservedState,
  type Seen,
  type Shown,
  Text,
  Time,
} from './observed-state.ts';

const ChargeFields = z.looseObject({
  status: Text,
  created: Time,
  captured: Flag,
  refunded: Flag,
  payment_method_details: Fields({ type: Text, card: Fields({ capture_before: Time }) }),
  refunds: List,
});
type ChargeFields = z.output<typeof ChargeFields>;

const IntentFields = z.looseObject({
  status: Text,
  created: Time,
  canceled_at: Time,
  capture_method: Text,
  payment_method_options: z
    .record(z.string(), Fields({ capture_method: Text }))
    .nullish()
    .catch(undefined),
  last_payment_error: Fields({}),
  latest_charge: z.union([ChargeFields, z.unknown().transform(() => undefined)]).optional(),
});
type IntentFields = z.output<typeof IntentFields>;

/**
 * Payment methods whose charge exists days before the money has come: bank debits, bank transfers and vouchers
 * (docs.stripe.com/payments/payment-methods, "delayed notification").
 */
const DELAYED: ReadonlySet<string | null | undefined> = new Set(
  'ach_credit_transfer ach_debit acss_debit au_becs_debit bacs_debit boleto customer_balance konbini multibanco nz_bank_account oxxo sepa_credit_transfer sepa_debit sofort us_bank_account'.split(
    ' ',
  ),
);

/** A payment intent, with the refunds of its latest charge. */
export function intentStates({ object, path, askedAt }: Seen): Shown {
  const intent = checkShape(IntentFields, object, path.split('.'));
  const state = intentState(intent, askedAt);
  if (!state) return { ignored: `unknown payment intent status ${JSON.stringify(intent.status ?? null)}` };
  const { latest_charge: charge } = intent;
  return [
    { ...state, path, object: charge ? { ...intent, latest_charge: withoutRefunds(charge) } : object },
    ...(charge ? refundsOf(charge, { path: `${path}.latest_charge`, askedAt }) : []),
  ];
}

/** stripe-node src/resources/PaymentIntents.ts. `undefined` for an unknown status. */
function intentState(intent: IntentFields, askedAt: string): Pick<ObservedState, 'type' | 'at'> | undefined {
  const { status, created, latest_charge: charge } = intent;
  const attemptedAt = firstTime(askedAt, charge?.created);
  switch (status) {
    case 'succeeded':
      return { type: 'payment_intent.succeeded', at: succeededAt(charge, isManual(intent), askedAt) };
    case 'requires_capture':
      return { type: 'payment_intent.amount_capturable_updated', at: attemptedAt };
    case 'canceled':
      return { type: 'payment_intent.canceled', at: firstTime(askedAt, intent.canceled_at) };
    case 'processing':
      return { type: 'payment_intent.processing', at: attemptedAt };
    case 'requires_payment_method':
      if (intent.last_payment_error) return { type: 'payment_intent.payment_failed', at: attemptedAt };
      return { type: 'payment_intent.created', at: firstTime(askedAt, created) };
    case 'requires_action':
    case 'requires_confirmation':
      // After a failed attempt, it is not known when the next one began.
      return { type: 'payment_intent.requires_action', at: charge ? askedAt : firstTime(askedAt, created) };
    default:
      return undefined;
  }
}

/** Whether the money was only authorized at first: for the whole intent, or for the payment method. */
const isManual = ({ capture_method, payment_method_options: options }: IntentFields): boolean =>
  [capture_method, ...Object.values(options ?? {}).map((option) => option?.capture_method)].includes(
    'manual',
  );

/** A charge that was captured at once succeeded when it was made. For any other one the object does not say when the money came. */
function succeededAt(charge: ChargeFields | undefined, isCapturedLater: boolean, askedAt: string): string {
  const { type, card } = charge?.payment_method_details ?? {};
  return isCapturedLater || card?.capture_before != null || DELAYED.has(type)
    ? notBefore(charge?.created, askedAt)
    : firstTime(askedAt, charge?.created);
}

/** A charge, with its refunds. Its own status decides. */
export function chargeStates({ object, path, askedAt }: Seen): Shown {
  const charge = checkShape(ChargeFields, object, path.split('.'));
  return [
    { type: 'charge.updated', at: chargeTime(charge, askedAt), object: withoutRefunds(charge), path },
    ...refundsOf(charge, { path, askedAt }),
  ];
}

function chargeTime(charge: ChargeFields, askedAt: string): string {
  if (charge.status !== 'succeeded') return firstTime(askedAt, charge.created);
  if (charge.captured) return succeededAt(charge, false, askedAt);
  // A released authorization; when it was released is not known.
  return charge.refunded ? notBefore(charge.created, askedAt) : firstTime(askedAt, charge.created);
}

function withoutRefunds(charge: ChargeFields) {
  const { refunds: _, ...rest } = charge;
  return rest;
}

/** Refunds have ids and times of their own. */
const refundsOf = ({ refunds }: ChargeFields, { path, askedAt }: Omit<Seen, 'object'>): ObservedState[] =>
  (refunds?.data ?? []).flatMap((object, index) => {
    const shown = refundStates({ object, path: `${path}.refunds.data.${index}`, askedAt });
    return 'ignored' in shown ? [] : shown;
  });

/** The handler reports a refund that is no object. */
const RefundFields = z
  .looseObject({ status: Text, created: Time, destination_details: Fields({ type: Text }) })
  .catch({});

/** A refund to a card succeeds when it is made (docs.stripe.com/refunds). When a refund failed, or reached a bank, it does not say. */
export function refundStates({ object, path, askedAt }: Seen): Shown {
  const { status, created, destination_details: to } = checkShape(RefundFields, object, path.split('.'));
  const hasFailed = status === 'failed' || status === 'canceled';
  const isSlow = status === 'succeeded' && to?.type != null && to.type !== 'card';
  const at = hasFailed ? askedAt : isSlow ? notBefore(created, askedAt) : firstTime(askedAt, created);
  return [{ type: 'refund.updated', at, object, path }];
}

const DisputeFields = z.looseObject({ status: Text, created: Time });
const isOpen = (status: string | null | undefined): boolean =>
  status == null ||
  !Object.hasOwn(DISPUTE_TYPES, status) ||
  DISPUTE_TYPES[status as keyof typeof DISPUTE_TYPES] === 'dispute.opened';

/** An open dispute was opened when it was made. When it was decided, it does not say. */
export function disputeStates({ object, path, askedAt }: Seen): Shown {
  const { status, created } = checkShape(DisputeFields, object, path.split('.'));
  const at = isOpen(status) ? firstTime(askedAt, created) : askedAt;
  return [{ type: 'charge.dispute.updated', at, object, path }];
}
