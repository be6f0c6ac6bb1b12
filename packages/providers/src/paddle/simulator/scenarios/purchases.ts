import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../../simulator/contract.ts';
import { oneOrder } from '../../../simulator/scenario.ts';
import { adjustment, event, PRICE, transaction, transactionId } from './entities.ts';

/** A checkout is opened, the buyer gives an address and pays 49.00 EUR: paid, then completed. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [
    event(context, {
      type: 'transaction.created',
      offset: 0,
      name: 'a',
      data: transaction(context, { status: 'draft' }),
    }),
    event(context, {
      type: 'transaction.ready',
      offset: 30,
      name: 'b',
      data: transaction(context, { status: 'ready' }),
    }),
    ...purchase(context, 60),
  ],
  expected: order(context, { status: 'paid' }),
});

/** Both announcements of one payment. */
export const purchase = (context: ScenarioContext, offset: number): SimulatedDelivery[] => [
  event(context, {
    type: 'transaction.paid',
    offset,
    name: 'paid',
    data: transaction(context, { status: 'paid', attempts: [['captured', offset - 2]] }),
  }),
  event(context, {
    type: 'transaction.completed',
    offset: offset + 3,
    name: 'completed',
    data: transaction(context, { status: 'completed', attempts: [['captured', offset - 2]] }),
  }),
];

/** A refund of 20.00 EUR that Paddle approves later, then one of the rest that is approved at once. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context, 60),
    event(context, {
      type: 'adjustment.created',
      offset: 600,
      name: 'ra',
      data: adjustment(context, { id: 'a', action: 'refund', status: 'pending_approval', amount: 2000 }),
    }),
    event(context, {
      type: 'adjustment.updated',
      offset: 900,
      name: 'rb',
      data: adjustment(context, { id: 'a', action: 'refund', status: 'approved', amount: 2000 }),
    }),
    event(context, {
      type: 'adjustment.created',
      offset: 1500,
      name: 'rc',
      data: adjustment(context, { id: 'b', action: 'refund', status: 'approved', amount: 2900 }),
    }),
  ],
  expected: order(context, { status: 'refunded', refundedMinor: 4900n }),
});

/** The first attempt is declined, the second one of the same transaction is captured. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    event(context, {
      type: 'transaction.ready',
      offset: 30,
      name: 'b',
      data: transaction(context, { status: 'ready' }),
    }),
    event(context, {
      type: 'transaction.payment_failed',
      offset: 63,
      name: 'failed',
      data: transaction(context, { status: 'ready', attempts: [['error', 60]] }),
    }),
    ...[['transaction.paid', 'paid', 183] as const, ['transaction.completed', 'completed', 186] as const].map(
      ([type, status, offset]) =>
        event(context, {
          type,
          offset,
          name: status,
          data: transaction(context, {
            status,
            attempts: [
              ['captured', 180],
              ['error', 60],
            ],
          }),
        }),
    ),
  ],
  unpaid: 2,
  expected: order(context, { status: 'paid' }),
});

/** The buyer's bank announces a chargeback, and takes all the money a few days later. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context, 60),
    event(context, {
      type: 'adjustment.created',
      offset: 900,
      name: 'warning',
      data: adjustment(context, { id: 'w', action: 'chargeback_warning', status: 'approved', amount: PRICE }),
    }),
    event(context, {
      type: 'adjustment.created',
      offset: 2400,
      name: 'chargeback',
      data: adjustment(context, { id: 'c', action: 'chargeback', status: 'approved', amount: PRICE }),
    }),
  ],
  expected: order(context, { status: 'refunded', chargedBackMinor: 4900n }),
});

const order = (
  context: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] =>
  oneOrder({ orderRef: transactionId(context), currency: 'EUR', amountMinor: 4900n, ...row });
