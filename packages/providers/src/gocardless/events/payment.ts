import type { EventFacts } from '@payspool/events';
import { checkShape, fromIsoText } from '../../contract/index.ts';
import { money } from '../money.ts';
import { periodOf } from '../period.ts';
import { type Answers, PaymentEvent } from '../schema.ts';
import { type Asked, type Given, type Handler, merchantRefIn } from './given.ts';

const ASKS_PAYMENT: Asked = { object: 'payments', link: 'payment' };

/** The whole payment, of any amount: the most that an amount can be. The fold counts no more than was paid. */
const WHOLE_PAYMENT = 10n ** 38n - 1n;

const CURRENCY_OF_PAYMENT = 'answers.payments.payments.currency';
const CURRENCY_OF_SCHEDULE = 'answers.instalment_schedules.instalment_schedules.currency';

/** The purchase of a payment, and its facts beside the status. */
function paymentOf({ event: body, occurredAt, answers, asksApi }: Given) {
  const event = checkShape(PaymentEvent, body);
  const { payments: payment, subscriptions: subscription, instalment_schedules: schedule } = answers ?? {};
  const subscriptionRef = payment?.links.subscription ?? event.links.subscription;
  const reference = merchantRefIn(
    event,
    ['payments', payment],
    ['instalment_schedules', schedule],
    ['subscriptions', subscription],
  );
  // A signed event does not say whether its payment belongs to a subscription. If the API is asked, its answer decides.
  const orderRef =
    subscriptionRef !== undefined || (!payment && asksApi)
      ? undefined
      : (payment?.links.instalment_schedule ?? event.links.payment);
  const common = { occurredAt, customerRef: event.links.customer, ...reference };
  return {
    event,
    subscriptionRef,
    order: answers && orderRef !== undefined ? orderFacts(orderRef, answers, common) : [],
    facts: {
      ...common,
      paymentRef: event.links.payment,
      orderRef,
      subscriptionRef,
      amount: payment && money(payment.amount, payment.currency, CURRENCY_OF_PAYMENT),
    },
  };
}

/** The order with its amount due: the payment's own, or the total of its instalments. */
function orderFacts(
  orderRef: string,
  { payments: payment, instalment_schedules: schedule }: Answers,
  common: Pick<EventFacts, 'occurredAt' | 'customerRef' | 'merchantRef'>,
): EventFacts[] {
  const due = schedule
    ? money(schedule.total_amount, schedule.currency, CURRENCY_OF_SCHEDULE)
    : payment && money(payment.amount, payment.currency, CURRENCY_OF_PAYMENT);
  const createdAt = fromIsoText((schedule ?? payment)?.created_at);
  return [{ type: 'order.created', orderRef, ...common, amount: due, createdAt }];
}

/** A payment that is on its way. */
const pending = (providerStatus?: string): Handler => ({
  read: (given) => {
    const { order, facts } = paymentOf(given);
    return { facts: [...order, { type: 'payment.pending', ...facts, providerStatus }] };
  },
});

/**
 * The money came in, as far as GoCardless knows. Without the amount the payment is `pending`: the signed event must not say that an
 * unknown amount was paid.
 */
const succeeded = (providerStatus: string): Handler => ({
  asks: ASKS_PAYMENT,
  read: (given) => {
    const { order, facts, subscriptionRef } = paymentOf(given);
    if (!facts.amount) return { facts: [...order, { type: 'payment.pending', ...facts, providerStatus }] };
    return {
      facts: [
        ...order,
        // A total of nothing ends an earlier late failure of the same payment. Single refunds count beside it.
        { type: 'payment.succeeded', ...facts, providerStatus, amountRefundedMinor: 0n },
        ...renewal(given, subscriptionRef),
      ],
    };
  },
});

/** The period of a subscription that the payment pays for. */
function renewal({ occurredAt, answers }: Given, subscriptionRef: string | undefined): EventFacts[] {
  const { payments: payment, subscriptions: subscription } = answers ?? {};
  const period = payment && subscription && periodOf(payment.charge_date, subscription);
  if (!period || subscriptionRef === undefined) return [];
  return [
    {
      type: 'subscription.renewed',
      occurredAt,
      subscriptionRef,
      status: 'active',
      statusAfter: ['incomplete'],
      paidPeriod: { ...period, paymentRef: payment.id },
    },
  ];
}

/**
 * The payment could not be collected; or, after `confirmed`, its money went back (a late failure). The event does not say which. It
 * states that nothing of the payment is kept: this counts only if the payment has succeeded before.
 */
const failed = (providerStatus: string): Handler => ({
  asks: ASKS_PAYMENT,
  read: (given) => {
    const { event, order, facts } = paymentOf(given);
    return {
      facts: [
        ...order,
        {
          type: 'payment.failed',
          ...facts,
          providerStatus,
          failureCode: event.details?.cause,
          amountRefundedMinor: WHOLE_PAYMENT,
        },
      ],
    };
  },
});

const canceled: Handler = {
  asks: ASKS_PAYMENT,
  read: (given) => {
    const { order, facts } = paymentOf(given);
    return { facts: [...order, { type: 'payment.canceled', ...facts, providerStatus: 'cancelled' }] };
  },
};

/** The customer's bank took the whole payment back. Only a payment that had come in can be charged back. */
const chargedBack: Handler = {
  asks: ASKS_PAYMENT,
  read: (given) => {
    const { event, order, facts } = paymentOf(given);
    const dispute = {
      ...disputeOf(given, event.links.payment),
      amount: facts.amount,
      reason: event.details?.cause,
    };
    const providerStatus = 'charged_back';
    if (!facts.amount && given.asksApi)
      return {
        facts: [
          { type: 'payment.linked', ...facts },
          { type: 'dispute.opened', ...dispute },
        ],
      };
    return {
      facts: [
        ...order,
        facts.amount
          ? { type: 'payment.succeeded', ...facts, providerStatus }
          : { type: 'payment.linked', ...facts },
        { type: 'dispute.lost', ...dispute },
      ],
    };
  },
};

/** The bank withdrew the chargeback: the money came back. */
const chargebackCancelled: Handler = {
  read: (given) => {
    const { event, facts } = paymentOf(given);
    return {
      facts: [
        { type: 'payment.linked', ...facts },
        { type: 'dispute.won', ...disputeOf(given, event.links.payment) },
      ],
    };
  },
};

/** GoCardless has no object for a chargeback, so it has the id of its payment. */
const disputeOf = ({ occurredAt }: Given, payment: string) => ({
  occurredAt,
  disputeRef: payment,
  paymentRef: payment,
});

export const payments: Readonly<Record<string, Handler>> = {
  'payments.created': { ...pending(), asks: ASKS_PAYMENT },
  'payments.customer_approval_granted': pending('pending_submission'),
  'payments.submitted': pending('submitted'),
  'payments.resubmission_requested': pending('pending_submission'),
  'payments.confirmed': succeeded('confirmed'),
  'payments.paid_out': succeeded('paid_out'),
  'payments.failed': failed('failed'),
  'payments.customer_approval_denied': failed('customer_approval_denied'),
  'payments.cancelled': canceled,
  'payments.charged_back': chargedBack,
  'payments.chargeback_cancelled': chargebackCancelled,
};
