import type { ExpectedOrder, Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { deliveries, captured, disputed, idsOf, orderApproved, refunded } from './events.ts';

/** Approved, then captured in full. */
export function checkout(context: ScenarioContext): Scenario {
  const { order, capture } = idsOf(context);
  return {
    deliveries: deliveries(context, [
      orderApproved(context, 60, '49.00'),
      captured(context, 65, { id: capture, value: '49.00', status: 'COMPLETED' }),
    ]),
    expected: {
      orders: [{ ...PAID, orderRef: order, amountMinor: 4900n, paidMinor: 4900n }],
      subscriptions: [],
    },
  };
}

/** Paid, then a part of it refunded. */
export function refund(context: ScenarioContext): Scenario {
  const { order, capture } = idsOf(context);
  const row = {
    ...PAID,
    orderRef: order,
    status: 'partially_refunded',
    amountMinor: 6000n,
    paidMinor: 6000n,
  } as const;
  return {
    deliveries: deliveries(context, [
      orderApproved(context, 60, '60.00'),
      captured(context, 65, { id: capture, value: '60.00', status: 'COMPLETED' }),
      refunded(context, 600, '20.50'),
    ]),
    expected: { orders: [{ ...row, refundedMinor: 2050n }], subscriptions: [] },
  };
}

/** A capture is declined; the buyer tries again, and a second capture of the same order is paid. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const { order, capture, secondCapture } = idsOf(context);
  return {
    deliveries: deliveries(context, [
      orderApproved(context, 60, '15.95'),
      captured(context, 65, { id: capture, value: '15.95', status: 'DECLINED' }),
      captured(context, 240, { id: secondCapture, value: '15.95', status: 'COMPLETED' }),
    ]),
    unpaid: 2,
    expected: {
      orders: [{ ...PAID, orderRef: order, amountMinor: 1595n, paidMinor: 1595n }],
      subscriptions: [],
    },
  };
}

/** Paid, disputed, decided for the seller: the order ends as before. */
export function dispute(context: ScenarioContext): Scenario {
  const { order, capture } = idsOf(context);
  return {
    deliveries: deliveries(context, [
      orderApproved(context, 60, '80.00'),
      captured(context, 65, { id: capture, value: '80.00', status: 'COMPLETED' }),
      disputed(context, 900, { step: 'CREATED', value: '80.00' }),
      disputed(context, 1200, { step: 'UPDATED', value: '80.00' }),
      disputed(context, 1800, { step: 'RESOLVED', value: '80.00' }),
    ]),
    expected: {
      orders: [{ ...PAID, orderRef: order, amountMinor: 8000n, paidMinor: 8000n }],
      subscriptions: [],
    },
  };
}

const PAID = {
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  refundedMinor: 0n,
  chargedBackMinor: 0n,
} as const satisfies Partial<ExpectedOrder>;
