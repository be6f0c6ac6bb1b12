import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import {
  paidOrder,
  payment,
  delivery,
} from '../../../../providers/src/razorpay/simulator/scenarios/entities.ts';
import { after, type Lifecycle, read, rows, unixAfter } from '../lifecycle.ts';

const razorpay = findProvider('razorpay');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!razorpay) throw new Error('razorpay is not registered');
  return read(razorpay, deliveries);
};

/** The event is stamped with when the link was made, and the order beside it lacks its prefix, as in Razorpay's samples. */
const linkPaid = (type: string, part: 'a' | 'b', amount: number, updatedAt: number) =>
  delivery(type, {
    at: unixAfter(0),
    entities: {
      payment_link: {
        id: 'plink_tea',
        amount: 25_000,
        currency: 'INR',
        created_at: unixAfter(0),
        updated_at: unixAfter(updatedAt),
        order_id: 'order_tea',
        reference_id: 'bill-tea',
        status: type.slice('payment_link.'.length),
        notes: null,
      },
      order: { ...paidOrder({ id: 'tea', amount: 25_000, receipt: 'bill-tea', createdAt: unixAfter(500) }) },
      payment: partOf(part, amount),
    },
  });
const partOf = (part: 'a' | 'b', amount: number) =>
  payment({
    id: `pay_tea${part}`,
    amount,
    status: 'captured',
    orderId: 'order_tea',
    createdAt: unixAfter(600),
  });

const inParts: Lifecycle = {
  name: 'a payment link is paid in two parts, without order.paid',
  deliveries: recorded([
    delivery('payment.captured', { at: unixAfter(610), entities: { payment: partOf('a', 10_000) } }),
    linkPaid('payment_link.partially_paid', 'a', 10_000, 612),
    linkPaid('payment_link.paid', 'b', 15_000, 900),
    delivery('payment.captured', { at: unixAfter(905), entities: { payment: partOf('b', 15_000) } }),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'order_tea',
        merchantRef: 'bill-tea',
        status: 'paid',
        disputed: false,
        currency: 'INR',
        amountMinor: 25_000n,
        paidMinor: 25_000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
        createdAt: after(500),
      },
    ],
    payments: [
      {
        paymentRef: 'pay_teaa',
        orderRef: 'order_tea',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 10_000n,
        refundedMinor: 0n,
        occurredAt: after(610),
      },
      {
        paymentRef: 'pay_teab',
        orderRef: 'order_tea',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 15_000n,
        refundedMinor: 0n,
        occurredAt: after(900),
      },
    ],
  }),
};

export const RAZORPAY_LINKS: readonly Lifecycle[] = [inParts];
