import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../simulator/contract.ts';
import { oneOrder, secondsAt } from '../../simulator/scenario.ts';
import * as objects from './objects.ts';

const PRICE = { amount: '59.90', currency: 'EUR' };

/** Whole seconds, like all times of Shopify. */
const at = (context: ScenarioContext, offset: number): Date => new Date(secondsAt(context, offset) * 1000);

const orderId = ({ uid }: ScenarioContext): string => objects.idOf(uid, 0);
const paymentId = ({ uid }: ScenarioContext, place = 1): string => objects.idOf(uid, place);

/** The snapshot of the order after `offset` seconds. */
function order(
  context: ScenarioContext,
  offset: number,
  state: Pick<Parameters<typeof objects.order>[0], 'status' | 'current' | 'refunds'>,
): SimulatedDelivery {
  const when = at(context, offset);
  return objects.delivery(
    'order',
    when,
    objects.order({
      id: orderId(context),
      number: context.uid,
      price: PRICE,
      createdAt: at(context, 0),
      at: when,
      ...state,
    }),
  );
}

function transaction(
  context: ScenarioContext,
  offset: number,
  given: Partial<Parameters<typeof objects.transaction>[0]>,
): SimulatedDelivery {
  const when = at(context, offset);
  return objects.delivery('order_transaction', when, transactionBody(context, when, given));
}

const transactionBody = (
  context: ScenarioContext,
  when: Date,
  given: Partial<Parameters<typeof objects.transaction>[0]>,
): object =>
  objects.transaction({
    id: paymentId(context),
    orderId: orderId(context),
    kind: 'sale',
    status: 'success',
    price: PRICE,
    at: when,
    ...given,
  });

/** An order of €59.90, created before its payment, paid by card. */
const purchase = (context: ScenarioContext): SimulatedDelivery[] => [
  order(context, 0, { status: 'pending' }),
  transaction(context, 2, {}),
  order(context, 2, { status: 'paid' }),
];

const paid = (context: ScenarioContext) =>
  ({ orderRef: orderId(context), status: 'paid', currency: 'EUR', amountMinor: 5990n }) as const;

export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: purchase(context),
  expected: oneOrder(paid(context)),
});

/** €20.00 and then the remaining €39.90 are refunded. Each refund arrives twice: as a refund and as its transaction. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    ...refunded(context, {
      offset: 600,
      place: 2,
      amount: '20.00',
      status: 'partially_refunded',
      left: '39.90',
    }),
    ...refunded(context, { offset: 1200, place: 3, amount: '39.90', status: 'refunded', left: '0.00' }),
  ],
  expected: oneOrder({ ...paid(context), status: 'refunded', refundedMinor: 5990n }),
});

function refunded(
  context: ScenarioContext,
  story: {
    readonly offset: number;
    readonly place: number;
    readonly amount: string;
    readonly status: string;
    readonly left: string;
  },
): SimulatedDelivery[] {
  const when = at(context, story.offset);
  const back = {
    id: paymentId(context, story.place),
    kind: 'refund',
    parentId: paymentId(context),
    price: { ...PRICE, amount: story.amount },
  };
  const inOrder = { transactions: [{ kind: 'refund', status: 'success', ...back.price }] };
  return [
    objects.delivery(
      'refund',
      when,
      objects.refund({
        id: objects.idOf(context.uid, story.place),
        orderId: orderId(context),
        at: when,
        transactions: [transactionBody(context, when, back)],
      }),
    ),
    transaction(context, story.offset, back),
    order(context, story.offset + 1, {
      status: story.status,
      current: story.left,
      // The second snapshot contains both refunds: all that was given back.
      refunds:
        story.left === '0.00'
          ? [{ transactions: [{ kind: 'refund', status: 'success', ...PRICE }] }]
          : [inOrder],
    }),
  ];
}

/** A card is declined; another pays. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    order(context, 0, { status: 'pending' }),
    transaction(context, 30, { id: paymentId(context, 2), status: 'failure', errorCode: 'card_declined' }),
    transaction(context, 90, {}),
    order(context, 91, { status: 'paid' }),
  ],
  unpaid: 2,
  expected: oneOrder(paid(context)),
});

/** A chargeback of the whole order; the merchant sends evidence and loses. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    disputed(context, { status: 'needs_response' }),
    disputed(context, { status: 'under_review', evidenceSentAt: at(context, 1500) }),
    disputed(context, {
      status: 'lost',
      evidenceSentAt: at(context, 1500),
      finalizedAt: at(context, 2400),
    }),
  ],
  expected: oneOrder({ ...paid(context), status: 'refunded', chargedBackMinor: 5990n }),
});

function disputed(
  context: ScenarioContext,
  state: Pick<Parameters<typeof objects.dispute>[0], 'status' | 'evidenceSentAt' | 'finalizedAt'>,
): SimulatedDelivery {
  const initiatedAt = at(context, 900);
  return objects.delivery(
    'dispute',
    state.finalizedAt ?? state.evidenceSentAt ?? initiatedAt,
    objects.dispute({
      id: objects.idOf(context.uid, 4),
      orderId: orderId(context),
      price: PRICE,
      initiatedAt,
      ...state,
    }),
  );
}
