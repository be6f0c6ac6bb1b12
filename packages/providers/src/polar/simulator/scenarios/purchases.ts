import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../../simulator/contract.ts';
import { oneOrder } from '../../../simulator/scenario.ts';
import { event, order, orderId, refund as refundEntity } from './entities.ts';

/** A product of 49.00 EUR with tax. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: purchase(context),
  expected: expectedOrder(context, { status: 'paid' }),
});

/** Three events of one order that is paid at once. */
export const purchase = (context: ScenarioContext): SimulatedDelivery[] =>
  ['order.created', 'order.updated', 'order.paid'].map((type, at) =>
    event(context, { type, offset: 60 + at, data: order(context, { status: 'paid' }) }),
  );

/** A refund of 20.00 EUR that is pending first, then one of the rest. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    event(context, {
      type: 'refund.created',
      offset: 600,
      data: refundEntity(context, { number: 1, status: 'pending', amount: 2000 }),
    }),
    event(context, {
      type: 'refund.updated',
      offset: 900,
      data: refundEntity(context, { number: 1, status: 'succeeded', amount: 2000 }),
    }),
    event(context, {
      type: 'order.refunded',
      offset: 901,
      data: order(context, { status: 'partially_refunded', refunded: 2000 }),
    }),
    event(context, {
      type: 'refund.created',
      offset: 1500,
      data: refundEntity(context, { number: 2, status: 'succeeded', amount: 2900 }),
    }),
    event(context, {
      type: 'order.refunded',
      offset: 1501,
      data: order(context, { status: 'refunded', refunded: 4900 }),
    }),
  ],
  expected: expectedOrder(context, { status: 'refunded', refundedMinor: 4900n }),
});

/** The first attempt fails, and a later one succeeds. Polar states a failed attempt only as the time of the next one. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    event(context, { type: 'order.created', offset: 60, data: order(context, { status: 'pending' }) }),
    event(context, {
      type: 'order.updated',
      offset: 90,
      data: order(context, { status: 'pending', nextAttemptAt: 1800 }),
    }),
    event(context, { type: 'order.updated', offset: 1805, data: order(context, { status: 'paid' }) }),
    event(context, { type: 'order.paid', offset: 1806, data: order(context, { status: 'paid' }) }),
  ],
  unpaid: 2,
  expected: expectedOrder(context, { status: 'paid' }),
});

const expectedOrder = (
  context: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] =>
  oneOrder({ orderRef: orderId(context), currency: 'EUR', amountMinor: 4900n, ...row });
