import { findProvider } from '../../../../providers/src/index.ts';
import { confirmedBody, confirmedKey } from '../../../../providers/src/gocardless/confirmed-answer.ts';
import {
  simulatedAnswer,
  simulatedPaymentId,
} from '../../../../providers/src/gocardless/simulator/simulated-api.ts';
import {
  eventOf,
  type SimulatedEvent,
} from '../../../../providers/src/gocardless/simulator/scenarios/event.ts';
import { after, type ExpectedRows, read, START } from '../lifecycle.ts';

const gocardless = findProvider('gocardless');

/** One event of a lifecycle: as it was signed, or with the answer of the API, which arrives separately. */
export interface Happened extends SimulatedEvent {
  readonly answers?: readonly (readonly [object: 'payments' | 'refunds' | 'subscriptions', id: string])[];
  /** The whole answer, if it is not the simulated one. */
  readonly said?: Readonly<Record<string, object>>;
}

/** With an access token, unless `settings` has none. */
export function recorded(
  uid: string,
  events: readonly Happened[],
  settings: Record<string, unknown> = { accessToken: 'sandbox_proof' },
) {
  if (!gocardless) throw new Error('gocardless is not registered');
  const context = { uid, startsAt: START };
  const bodies = events.map(({ answers = [], said = {}, ...simulated }) => {
    const event = eventOf(context, simulated);
    const found = [
      ...answers.map(([object, id]) => ({
        object,
        bytes: Buffer.from(simulatedAnswer(`/${object}/${id}`).body),
      })),
      ...Object.entries(said).map(([object, answer]) => ({
        object: object as 'payments',
        bytes: Buffer.from(JSON.stringify({ [object]: answer })),
      })),
    ];
    return found.length > 0
      ? { key: confirmedKey(event.id), body: confirmedBody(event, found) }
      : { key: event.id, body: Buffer.from(JSON.stringify({ events: [event] })) };
  });
  const keys = new Map(bodies.map(({ key, body }) => [body, key]));
  return read(gocardless, bodies, { settings, keyOf: ({ body }) => keys.get(body) ?? '' });
}

export const paymentOf = (uid: string) =>
  simulatedPaymentId({ uid, number: 1, amountMinor: 4500, chargeDate: START });

/** An event about the payment, as it was signed. */
export const signed = (uid: string, action: string, offset: number, cause = action): Happened => ({
  resource: 'payments',
  action,
  offset,
  cause,
  links: { payment: paymentOf(uid) },
});
/** The same with the API's answer. */
export const answered = (uid: string, action: string, offset: number, cause = action): Happened => ({
  ...signed(uid, action, offset, cause),
  answers: [['payments', paymentOf(uid)]],
});

export const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]> = {},
): ExpectedRows['orders'][number] => ({
  orderRef: paymentOf(uid),
  merchantRef: `order-${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'GBP',
  amountMinor: 4500n,
  paidMinor: 4500n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
export const payment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: paymentOf(uid),
  orderRef: paymentOf(uid),
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 4500n,
  refundedMinor: 0n,
  occurredAt: after(600),
  ...columns,
});
