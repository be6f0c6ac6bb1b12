import type { EventFacts } from '@payspool/events';
import { type EventReading, merchantReference, UnusableEventError } from '../contract/index.ts';
import type { SignedFields } from './item.ts';
import { amountOf } from './money.ts';
import type { AdyenSettings } from './settings.ts';

/** One item. Only its signed fields decide; of the others, only the time is read. */
export interface AdyenEvent {
  readonly fields: SignedFields;
  readonly occurredAt: string;
  readonly settings: Pick<AdyenSettings, 'captures'>;
}

/** Reads an item whose `success` is `true`, or one whose is `false`. @throws {UnusableEventError} with the name of the field */
type ItemHandler = (event: AdyenEvent) => EventReading;

/** `success: "false"` says that the thing did not happen, and so changes the meaning of every code. */
interface ByOutcome {
  readonly succeeded: ItemHandler;
  readonly failed: ItemHandler;
}

type OfKind<Kind extends string> = Extract<EventFacts['type'], `${Kind}.${string}`>;
type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

/** Ignored, with the reason. */
const nothing =
  (ignored: string): ItemHandler =>
  () => ({ ignored });
const refusedRequest = nothing('the request was refused: nothing has changed');

const about = ({ occurredAt, fields: { eventCode, success } }: AdyenEvent) => ({
  occurredAt,
  providerStatus: success === 'true' ? eventCode : `${eventCode} ${success}`,
});

/** A reference that an item cannot be used without. */
function required(fields: SignedFields, name: 'pspReference' | 'originalReference'): string {
  if (fields[name] !== '') return fields[name];
  throw new UnusableEventError('schema_violation', { path: name, message: 'expected a reference' });
}

/**
 * What a payment belongs to. A merchant's reference is unique within a merchant account at most. The request with the reference
 * needs the API key, so only the merchant writes it.
 */
function orderOf(fields: SignedFields) {
  const { merchantAccountCode, merchantReference: value } = fields;
  return {
    orderRef: value === '' ? required(fields, 'pspReference') : `${merchantAccountCode}:${value}`,
    ...merchantReference({ field: 'merchantReference', value, writer: 'merchant' }),
  };
}

/** The payment that the item is about itself. Without an amount it is a check of a card, and no purchase. */
const payment =
  (typeOf: (event: AdyenEvent) => OfKind<'payment'>): ItemHandler =>
  (event) => {
    const { fields } = event;
    const amount = amountOf(fields);
    if (amount?.amountMinor === 0n) return { ignored: 'a check of a card, without an amount' };
    const facts: PaymentFacts = {
      type: typeOf(event),
      ...about(event),
      paymentRef: required(fields, 'pspReference'),
      ...orderOf(fields),
      amount,
      settlesOrder: true,
    };
    return { facts: [facts] };
  };

/** A change of the payment that `originalReference` names. */
const change =
  (type: OfKind<'payment'>, { hasAmount = false }: { readonly hasAmount?: boolean } = {}): ItemHandler =>
  (event) => {
    const facts: PaymentFacts = {
      type,
      ...about(event),
      paymentRef: required(event.fields, 'originalReference'),
      ...(hasAmount && { amount: amountOf(event.fields), settlesOrder: true }),
    };
    return { facts: [facts] };
  };

/** A refund, called by the PSP reference of its request, which all its items have. */
const refund =
  (type: OfKind<'refund'>, { refundRef = (fields: SignedFields) => fields.pspReference } = {}): ItemHandler =>
  (event) => {
    const { fields } = event;
    required(fields, 'pspReference');
    return {
      facts: [
        {
          type,
          ...about(event),
          refundRef: refundRef(fields),
          paymentRef: required(fields, 'originalReference'),
          amount: amountOf(fields),
        },
      ],
    };
  };

/**
 * All events of a dispute have one PSP reference (risk-management/disputes-api/dispute-notifications). If the original reference is
 * not turned on for an event, its PSP reference is that of the payment.
 */
const dispute = (type: OfKind<'dispute'>): ByOutcome => ({
  succeeded: (event) => ({
    facts: [
      {
        type,
        ...about(event),
        disputeRef: required(event.fields, 'pspReference'),
        paymentRef: event.fields.originalReference || event.fields.pspReference,
        amount: amountOf(event.fields),
      },
    ],
  }),
  failed: nothing('a step of a dispute that did not happen'),
});

const order =
  (type: OfKind<'order'>): ItemHandler =>
  (event) => ({
    facts: [{ type, ...about(event), ...orderOf(event.fields), amount: amountOf(event.fields) }],
  });

const linked = change('payment.linked');

/** A payment that was captured by itself has succeeded already: its cancellation gives the money back. */
const cancel: ItemHandler = (event) => {
  if (event.fields.originalReference === '')
    return { ignored: 'a cancellation that names no payment: the next item of the payment shows it' };
  const canceled = change('payment.canceled')(event);
  const back = event.settings.captures === 'automatic' ? refund('refund.succeeded')(event) : undefined;
  return 'facts' in canceled && back && 'facts' in back
    ? { facts: [...canceled.facts, ...back.facts] }
    : canceled;
};

const REFUND: ByOutcome = { succeeded: refund('refund.succeeded'), failed: refund('refund.failed') };
const CANCEL: ByOutcome = { succeeded: cancel, failed: refusedRequest };

/** By event code (development-resources/webhooks/webhook-types, Adyen's Webhooks-v1 specification). */
export const handlers: Readonly<Record<string, ByOutcome>> = {
  AUTHORISATION: {
    succeeded: payment(({ settings }) =>
      settings.captures === 'automatic' ? 'payment.succeeded' : 'payment.authorized',
    ),
    failed: payment(() => 'payment.failed'),
  },
  PENDING: { succeeded: payment(() => 'payment.pending'), failed: refusedRequest },
  AUTHORISATION_ADJUSTMENT: {
    succeeded: (event) =>
      (event.settings.captures === 'automatic' ? linked : change('payment.authorized', { hasAmount: true }))(
        event,
      ),
    failed: linked,
  },
  CAPTURE: { succeeded: change('payment.succeeded', { hasAmount: true }), failed: linked },
  // It follows a CAPTURE that succeeded: the money that was reported as paid does not come.
  CAPTURE_FAILED: {
    succeeded: refund('refund.succeeded', {
      refundRef: ({ pspReference }) => `capture-failed:${pspReference}`,
    }),
    failed: refusedRequest,
  },
  CANCELLATION: CANCEL,
  TECHNICAL_CANCEL: CANCEL,
  // A refund of a payment that is only authorized ends it, so both meanings are in one event.
  CANCEL_OR_REFUND: REFUND,
  EXPIRE: { succeeded: change('payment.canceled'), failed: refusedRequest },
  OFFER_CLOSED: { succeeded: payment(() => 'payment.canceled'), failed: refusedRequest },
  REFUND,
  REFUND_WITH_DATA: REFUND,
  POSTPONED_REFUND: { succeeded: refund('refund.pending'), failed: refund('refund.failed') },
  REFUND_FAILED: { succeeded: refund('refund.failed'), failed: refusedRequest },
  REFUNDED_REVERSED: { succeeded: refund('refund.failed'), failed: refusedRequest },
  ORDER_OPENED: { succeeded: order('order.created'), failed: refusedRequest },
  ORDER_CLOSED: { succeeded: order('order.completed'), failed: order('order.canceled') },
  NOTIFICATION_OF_CHARGEBACK: dispute('dispute.opened'),
  CHARGEBACK: dispute('dispute.lost'),
  CHARGEBACK_REVERSED: dispute('dispute.won'),
  SECOND_CHARGEBACK: dispute('dispute.lost'),
  PREARBITRATION_OPEN: dispute('dispute.opened'),
  PREARBITRATION_ACCEPTED: dispute('dispute.lost'),
  PREARBITRATION_LOST: dispute('dispute.lost'),
  PREARBITRATION_WON: dispute('dispute.won'),
  PREARBITRATION_ISSUER_WITHDRAWN: dispute('dispute.won'),
  SCHEME_ARBITRATION_LOST: dispute('dispute.lost'),
  SCHEME_ARBITRATION_WON: dispute('dispute.won'),
  ISSUER_RESPONSE_TIMEFRAME_EXPIRED: dispute('dispute.won'),
};
