import type { EventFacts, Money } from '@payspool/events';
import {
  fromIsoText,
  type MerchantReference,
  type ReadFacts,
  together,
  unknownWord,
} from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { readMoney } from '../money.ts';
import type { Payment } from '../schema.ts';
import { PAYMENT_TYPES } from '../statuses.ts';
import { requiredTime } from '../times.ts';
import { readChargeback } from './chargeback.ts';
import { readRefund } from './refund.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

interface Context {
  /** The path of the payment in the body, with a dot at its end; empty if it is the body. */
  readonly path: string;
  /** The order that contains it, if the order was asked for. */
  readonly orderRef?: string;
  /** The time of the webhook, for a status without a time of its own. */
  readonly announcedAt?: string | undefined;
}

/**
 * A payment with the refunds, chargebacks and captures that the answer contains. Every fact has the time that Mollie states for it,
 * so that the answer of the API and a next-gen webhook of the same payment give the same facts.
 */
export function readPayment(payment: Payment, { path, orderRef, announcedAt }: Context): ReadFacts {
  const createdAt = requiredTime(payment.createdAt, `${path}createdAt`);
  const due = readMoney(payment.amount, `${path}amount`);
  const captured = payment.amountCaptured && readMoney(payment.amountCaptured, `${path}amountCaptured`);
  const subscriptionRef = payment.subscriptionId;
  // A payment of a subscription is not a purchase of its own; any other payment without an order is one.
  const ownOrder = orderRef ?? payment.orderId ?? payment.id;
  const names: Names = {
    paymentRef: payment.id,
    orderRef: subscriptionRef === undefined ? ownOrder : undefined,
    subscriptionRef,
    customerRef: payment.customerId,
    ...merchantRef(payment),
    // A payment of nothing registers a mandate.
    tentative: due.amountMinor === 0n ? true : undefined,
  };
  const status = statusOf(payment, { createdAt, announcedAt, due, captured });
  const moved = status.facts.find(({ type }) => type === 'payment.succeeded');
  const facts: EventFacts[] = status.facts.map((fact) => ({ ...names, ...fact }));
  const isOwn = subscriptionRef === undefined && ownOrder === payment.id;
  const { _embedded: { refunds = [], chargebacks = [] } = {} } = payment;
  return together(
    { facts: isOwn ? orderOf(payment, { createdAt, due, moved, names }) : [] },
    { facts, warnings: status.warnings },
    {
      facts:
        subscriptionRef === undefined
          ? []
          : subscriptionOf(payment, { createdAt, status: status.facts.at(-1), subscriptionRef }),
    },
    ...refunds.map((refund, at) =>
      readRefund(refund, {
        path: `${path}_embedded.refunds.${at}.`,
        paymentRef: payment.id,
        orderRef: names.orderRef,
      }),
    ),
    ...chargebacks.map((chargeback, at) =>
      readChargeback(chargeback, { path: `${path}_embedded.chargebacks.${at}.`, paymentRef: payment.id }),
    ),
  );
}

/** The time at which a payment reached its status, as far as Mollie states one. */
export const statusTimeOf = (payment: Payment): string | undefined =>
  fromIsoText(
    {
      paid: payment.paidAt,
      authorized: payment.authorizedAt,
      failed: payment.failedAt,
      canceled: payment.canceledAt,
      expired: payment.expiredAt,
    }[payment.status] ?? undefined,
  );

/** What all facts of a payment name. */
interface Names extends MerchantReference {
  readonly paymentRef: string;
  readonly orderRef: string | undefined;
  readonly subscriptionRef: string | undefined;
  readonly customerRef: string | undefined;
  readonly tentative: true | undefined;
}

type Fact = Omit<PaymentFacts, 'paymentRef'>;

/** What the status states, and the authorization before it. */
function statusOf(
  payment: Payment,
  {
    createdAt,
    announcedAt,
    due,
    captured,
  }: {
    readonly createdAt: string;
    readonly announcedAt: string | undefined;
    readonly due: Money;
    readonly captured: Money | undefined;
  },
): { readonly facts: readonly Fact[]; readonly warnings: readonly string[] } {
  const { status: providerStatus } = payment;
  const type = PAYMENT_TYPES.get(providerStatus);
  if (!type) {
    return {
      facts: [{ type: 'payment.linked', occurredAt: createdAt }],
      warnings: [unknownWord('payment status', providerStatus)],
    };
  }
  // A payment that is still open has no other time than that of its creation.
  const isOpen = type === 'payment.pending';
  const occurredAt = isOpen ? createdAt : (statusTimeOf(payment) ?? announcedAt ?? createdAt);
  const authorizedAt = fromIsoText(payment.authorizedAt);
  const authorized: Fact[] =
    authorizedAt !== undefined && type !== 'payment.authorized'
      ? [{ type: 'payment.authorized', occurredAt: authorizedAt, providerStatus: 'authorized', amount: due }]
      : [];
  const hasCaptured = captured !== undefined && captured.amountMinor > 0n;
  if (type === 'payment.succeeded' || (hasCaptured && !isOpen && type !== 'payment.authorized')) {
    // What was not captured is released: nothing more will come.
    const amount = hasCaptured ? captured : due;
    return {
      facts: [
        ...authorized,
        { type: 'payment.succeeded', occurredAt, providerStatus, amount, settlesOrder: true },
      ],
      warnings: [],
    };
  }
  const reached: Fact = {
    type,
    occurredAt,
    providerStatus,
    amount: due,
    failureCode: type === 'payment.failed' ? failureCodeOf(payment) : undefined,
  };
  // "authorized" lasts "for as long as new captures can be created": a part may be captured.
  const part: Fact[] =
    hasCaptured && type === 'payment.authorized'
      ? [
          {
            type: 'payment.succeeded',
            occurredAt: lastCaptureOf(payment) ?? announcedAt ?? occurredAt,
            providerStatus,
            amount: captured,
          },
        ]
      : [];
  return { facts: [...authorized, reached, ...part], warnings: [] };
}

const failureCodeOf = ({ details, statusReason }: Payment): string | undefined =>
  details?.failureReason ?? statusReason?.code;

const lastCaptureOf = ({ _embedded: { captures = [] } = {} }: Payment): string | undefined =>
  captures
    .filter(({ status }) => status === undefined || status === 'succeeded')
    .flatMap(({ createdAt }) => fromIsoText(createdAt) ?? [])
    .toSorted()
    .at(-1);

/** The purchase of a payment without an order of its own. If less than the amount was captured at the end, no more is due. */
function orderOf(
  payment: Payment,
  {
    createdAt,
    due,
    moved,
    names,
  }: {
    readonly createdAt: string;
    readonly due: Money;
    readonly moved: Fact | undefined;
    readonly names: Names;
  },
): EventFacts[] {
  const common = { ...names, orderRef: payment.id };
  const created: EventFacts = {
    type: 'order.created',
    occurredAt: createdAt,
    createdAt,
    amount: due,
    ...common,
  };
  const isLess =
    moved?.settlesOrder && moved.amount !== undefined && moved.amount.amountMinor < due.amountMinor;
  return isLess
    ? [created, { type: 'order.completed', occurredAt: moved.occurredAt, amount: moved.amount, ...common }]
    : [created];
}

/**
 * What a payment shows of its subscription. A paid one pays for a period that begins with it. Mollie collects a failed one not
 * again, and goes on with the next period (docs.mollie.com/docs/recurring-payments).
 */
function subscriptionOf(
  payment: Payment,
  {
    createdAt,
    status,
    subscriptionRef,
  }: {
    readonly createdAt: string;
    readonly status: Fact | undefined;
    readonly subscriptionRef: string;
  },
): EventFacts[] {
  const names = { subscriptionRef, customerRef: payment.customerId, ...merchantRef(payment) };
  // Without a paid period it has not begun.
  const known: EventFacts = {
    type: 'subscription.updated',
    occurredAt: createdAt,
    status: 'incomplete',
    statusAfter: ['incomplete'],
    ...names,
  };
  if (status?.type === 'payment.succeeded') {
    return [
      known,
      {
        type: 'subscription.renewed',
        occurredAt: status.occurredAt,
        status: 'active',
        startsAt: null,
        paidPeriod: { start: createdAt, paymentRef: payment.id },
        ...names,
      },
    ];
  }
  return status?.type === 'payment.failed' || status?.type === 'payment.canceled'
    ? [
        known,
        {
          type: 'subscription.past_due',
          occurredAt: status.occurredAt,
          status: 'past_due',
          statusAfter: ['trialing', 'active', 'past_due'],
          ...names,
        },
      ]
    : [known];
}
