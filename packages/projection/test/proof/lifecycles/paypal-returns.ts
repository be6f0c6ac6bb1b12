import { after, type ExpectedRows, type Lifecycle, rows } from '../lifecycle.ts';
import { happened, recorded, usd } from './paypal-story.ts';

const v1 = (total: string) => ({ total, currency: 'USD' });
const order = (orderRef: string, columns: Partial<ExpectedRows['orders'][number]>) => ({
  orderRef,
  status: 'paid' as const,
  disputed: false,
  currency: 'USD',
  amountMinor: 2000n,
  paidMinor: 2000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  access: 'granted' as const,
  ...columns,
});
const payment = (
  paymentRef: string,
  orderRef: string | null,
  columns: Partial<ExpectedRows['payments'][number]> & Pick<ExpectedRows['payments'][number], 'occurredAt'>,
): ExpectedRows['payments'][number] => ({
  paymentRef,
  orderRef,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 2000n,
  refundedMinor: 0n,
  ...columns,
});

const unnamed: Lifecycle = {
  name: 'a refund of a sale that it does not name stands by itself',
  deliveries: recorded('lost1', [
    happened('PAYMENT.SALE.REFUNDED', 60, {
      id: 'REFM16',
      state: 'completed',
      amount: v1('-12.00'),
      links: [{ href: 'https://api.paypal.com/v1/payments/refund/REFM16', rel: 'self' }],
    }),
  ]),
  rows: rows({
    refunds: [{ refundRef: 'REFM16', paymentRef: null, status: 'succeeded', amountMinor: 1200n }],
  }),
};

const sold = (id: string, seconds: number, fields: object = {}) =>
  happened('PAYMENT.SALE.COMPLETED', seconds, {
    id,
    state: 'completed',
    amount: v1('20.00'),
    parent_payment: `PAY-${id}`,
    ...fields,
  });

const anyTotal: Lifecycle = {
  name: 'a refund of 2014, its running total written with `total`, refunds its sale',
  deliveries: recorded('old', [
    sold('oldSALE', 60),
    happened('PAYMENT.SALE.REFUNDED', 900, {
      id: 'oldREF',
      state: 'completed',
      sale_id: 'oldSALE',
      amount: v1('20.00'),
      total_refunded_amount: v1('20.00'),
    }),
  ]),
  rows: rows({
    orders: [order('PAY-oldSALE', { status: 'refunded', refundedMinor: 2000n, access: 'revoked' })],
    payments: [payment('oldSALE', 'PAY-oldSALE', { refundedMinor: 2000n, occurredAt: after(60) })],
    refunds: [{ refundRef: 'oldREF', paymentRef: 'oldSALE', status: 'succeeded', amountMinor: 2000n }],
  }),
};

const reversed: Lifecycle = {
  name: 'a sale that is reversed under its own id, after a refund of a part, has gone back once and as a whole',
  deliveries: recorded('rev', [
    sold('revSALE', 60),
    happened('PAYMENT.SALE.REFUNDED', 900, {
      id: 'revREF',
      state: 'completed',
      sale_id: 'revSALE',
      amount: v1('-5.00'),
      total_refunded_amount: { value: '5.00', currency: 'USD' },
    }),
    happened('PAYMENT.SALE.REVERSED', 1800, {
      id: 'revSALE',
      state: 'reversed',
      amount: v1('20.00'),
      parent_payment: 'PAY-revSALE',
    }),
  ]),
  rows: rows({
    orders: [order('PAY-revSALE', { status: 'refunded', refundedMinor: 2000n, access: 'revoked' })],
    payments: [payment('revSALE', 'PAY-revSALE', { refundedMinor: 2000n, occurredAt: after(60) })],
    refunds: [
      { refundRef: 'revREF', paymentRef: 'revSALE', status: 'succeeded', amountMinor: 500n },
      { refundRef: 'revSALE:refund', paymentRef: 'revSALE', status: 'succeeded', amountMinor: 2000n },
    ],
  }),
};

const partOfItself: Lifecycle = {
  name: 'a capture that reports itself how much of it was refunded is refunded by that, each time by all of it so far',
  deliveries: recorded('self', [
    happened('PAYMENT.CAPTURE.COMPLETED', 60, {
      id: 'selfCAP',
      status: 'COMPLETED',
      amount: usd('20.00'),
      final_capture: true,
    }),
    ...['4.00', '9.00'].map((value, step) =>
      happened('PAYMENT.CAPTURE.REFUNDED', 900 + step, {
        id: 'selfCAP',
        status: 'PARTIALLY_REFUNDED',
        amount: usd('20.00'),
        seller_payable_breakdown: { total_refunded_amount: usd(value) },
      }),
    ),
  ]),
  rows: rows({
    orders: [order('selfCAP', { status: 'partially_refunded', refundedMinor: 900n })],
    payments: [payment('selfCAP', 'selfCAP', { refundedMinor: 900n, occurredAt: after(60) })],
    refunds: [{ refundRef: 'selfCAP:refund', paymentRef: 'selfCAP', status: 'succeeded', amountMinor: null }],
  }),
};

const linkedByParent: Lifecycle = {
  name: 'a refund that names only the v1 payment is kept with its order, and counted by nobody',
  deliveries: recorded('par', [
    sold('parSALE', 60),
    happened('PAYMENT.SALE.REFUNDED', 900, {
      id: 'parREF',
      state: 'completed',
      amount: v1('-5.00'),
      parent_payment: 'PAY-parSALE',
    }),
  ]),
  rows: rows({
    orders: [order('PAY-parSALE', {})],
    payments: [payment('parSALE', 'PAY-parSALE', { occurredAt: after(60) })],
    refunds: [{ refundRef: 'parREF', paymentRef: null, status: 'succeeded', amountMinor: 500n }],
  }),
};

const capture = (id: string, orderId: string, seconds: number, value = '20.00') =>
  happened('PAYMENT.CAPTURE.COMPLETED', seconds, {
    id,
    status: 'COMPLETED',
    amount: usd(value),
    final_capture: true,
    supplementary_data: { related_ids: { order_id: orderId } },
  });
const lost = (disputeId: string, transactions: readonly object[], total: string) =>
  happened('CUSTOMER.DISPUTE.RESOLVED', 900, {
    dispute_id: disputeId,
    status: 'RESOLVED',
    dispute_amount: usd(total),
    disputed_transactions: transactions,
    dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: usd(total) },
  });

const ofOneOrder: Lifecycle = {
  name: 'a dispute over both captures of one order is lost: its total is their sum, and each of them is gone',
  deliveries: recorded('two', [
    capture('CAP1', 'ORDER1', 60, '20.00'),
    capture('CAP2', 'ORDER1', 61, '30.00'),
    lost('PP-D-1', [{ seller_transaction_id: 'CAP2' }, { seller_transaction_id: 'CAP1' }], '50.00'),
  ]),
  rows: rows({
    orders: [
      order('ORDER1', {
        status: 'refunded',
        amountMinor: 5000n,
        paidMinor: 5000n,
        chargedBackMinor: 5000n,
        access: 'revoked',
      }),
    ],
    payments: [
      payment('CAP1', 'ORDER1', { chargedBackMinor: 2000n, occurredAt: after(60) }),
      payment('CAP2', 'ORDER1', { amountMinor: 3000n, chargedBackMinor: 3000n, occurredAt: after(61) }),
    ],
    disputes: [
      {
        disputeRef: 'PP-D-1',
        transactionRef: 'CAP1',
        paymentRef: 'CAP1',
        status: 'lost',
        amountMinor: 2000n,
      },
      {
        disputeRef: 'PP-D-1',
        transactionRef: 'CAP2',
        paymentRef: 'CAP2',
        status: 'lost',
        amountMinor: 3000n,
      },
    ],
  }),
};

/** What one of two purchases has of a dispute over both: its own part alone. */
const ownPart = (deliveries: Lifecycle['deliveries'], transactionRef: string) =>
  deliveries.filter(({ events }) =>
    events.every(({ event }) => !('transactionRef' in event) || event.transactionRef === transactionRef),
  );

const ofTwoOrders: Lifecycle = {
  name: 'a dispute over captures of two orders takes from each what PayPal says of it',
  deliveries: ownPart(
    recorded('split', [
      capture('CAPM18A', 'ORDERM18A', 60),
      lost(
        'PP-D-M18',
        [
          { seller_transaction_id: 'CAPM18A', gross_amount: usd('20.00') },
          { seller_transaction_id: 'CAPM18B', gross_amount: usd('25.00') },
        ],
        '45.00',
      ),
    ]),
    'CAPM18A',
  ),
  rows: rows({
    orders: [order('ORDERM18A', { status: 'refunded', chargedBackMinor: 2000n, access: 'revoked' })],
    payments: [payment('CAPM18A', 'ORDERM18A', { chargedBackMinor: 2000n, occurredAt: after(60) })],
    disputes: [
      {
        disputeRef: 'PP-D-M18',
        transactionRef: 'CAPM18A',
        paymentRef: 'CAPM18A',
        status: 'lost',
        amountMinor: 2000n,
      },
    ],
  }),
};

const undivided: Lifecycle = {
  name: 'a dispute over captures of two orders, one of them not known, takes nothing by guess and stays visible',
  deliveries: ownPart(
    recorded('whole', [
      capture('CAPM18A', 'ORDERM18A', 60),
      lost('PP-D-M18', [{ seller_transaction_id: 'CAPM18A' }, { seller_transaction_id: 'CAPM18B' }], '40.00'),
    ]),
    'CAPM18A',
  ),
  rows: rows({
    orders: [order('ORDERM18A', { disputed: true })],
    payments: [payment('CAPM18A', 'ORDERM18A', { disputed: true, occurredAt: after(60) })],
    disputes: [
      {
        disputeRef: 'PP-D-M18',
        transactionRef: 'CAPM18A',
        paymentRef: 'CAPM18A',
        status: 'lost',
        amountMinor: null,
      },
    ],
  }),
};

export const PAYPAL_RETURNS: readonly Lifecycle[] = [
  unnamed,
  anyTotal,
  reversed,
  partOfItself,
  linkedByParent,
  ofOneOrder,
  ofTwoOrders,
  undivided,
];
