import { oneOrder } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { deliveries, captured, disputed, idsOf, orderApproved, refunded } from './events.ts';

/** Approved, then captured in full. */
export function checkout(context: ScenarioContext): Scenario {
  const { order, capture } = idsOf(context);
  return {
    deliveries: deliveries(context, [
      orderApproved(context, 60, '49.00'),
      captured(context, 65, { id: capture, value: '49.00', status: 'COMPLETED' }),
    ]),
    expected: oneOrder({ ...PAID, orderRef: order, amountMinor: 4900n }),
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
  } as const;
  return {
    deliveries: deliveries(context, [
      orderApproved(context, 60, '60.00'),
      captured(context, 65, { id: capture, value: '60.00', status: 'COMPLETED' }),
      refunded(context, 600, '20.50'),
    ]),
    expected: oneOrder({ ...row, refundedMinor: 2050n }),
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
    expected: oneOrder({ ...PAID, orderRef: order, amountMinor: 1595n }),
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
    expected: oneOrder({ ...PAID, orderRef: order, amountMinor: 8000n }),
  };
}

const PAID = { status: 'paid', currency: 'EUR' } as const;
