import { after, type Lifecycle, rows } from '../lifecycle.ts';
import {
  answer,
  at,
  euro,
  event,
  type Fields,
  orderRow,
  payment,
  paymentRow,
  recorded,
  refund,
} from './mollie-story.ts';

const both = { paidAt: at(60), metadata: { order_id: 'order-7' } };
const first = { createdAt: at(500) };
const second = { createdAt: at(900), amount: euro('39.95') };
const ofBoth = { paymentId: 'tr_both' };
const announcedTwice: Lifecycle = {
  name: 'open, then paid, announced by both senders; a part is refunded, and then the rest',
  deliveries: recorded([
    answer(payment('tr_both', 'open', { metadata: both.metadata })),
    event(61, 'payment.paid', payment('tr_both', 'paid', both)),
    answer(
      payment('tr_both', 'paid', { ...both, _embedded: { refunds: [refund('re_1', 'queued', first)] } }),
    ),
    event(520, 'refund.refunded', refund('re_1', 'refunded', { ...first, ...ofBoth })),
    answer(
      payment('tr_both', 'paid', {
        ...both,
        _embedded: { refunds: [refund('re_1', 'refunded', first), refund('re_2', 'processing', second)] },
      }),
    ),
    event(990, 'refund.refunded', refund('re_2', 'refunded', { ...second, ...ofBoth })),
  ]),
  rows: rows({
    orders: [
      orderRow({
        orderRef: 'tr_both',
        merchantRef: 'order-7',
        merchantRefField: 'metadata.order_id',
        merchantRefWriter: 'merchant',
        status: 'refunded',
        refundedMinor: 4995n,
      }),
    ],
    payments: [paymentRow({ paymentRef: 'tr_both', refundedMinor: 4995n })],
    refunds: [
      { refundRef: 're_1', paymentRef: 'tr_both', status: 'succeeded', amountMinor: 1000n },
      { refundRef: 're_2', paymentRef: 'tr_both', status: 'succeeded', amountMinor: 3995n },
    ],
  }),
};

const sentBack = { createdAt: at(500), paymentId: 'tr_back' };
const failedRefund: Lifecycle = {
  name: 'a refund is queued, refunded and sent back by the bank: all its statuses have the time of its creation',
  deliveries: recorded([
    event(61, 'payment.paid', payment('tr_back', 'paid', { paidAt: at(60) })),
    event(501, 'refund.queued', refund('re_back', 'queued', sentBack)),
    event(700, 'refund.refunded', refund('re_back', 'refunded', sentBack)),
    event(800, 'refund.failed', refund('re_back', 'failed', sentBack)),
  ]),
  rows: rows({
    orders: [orderRow({ orderRef: 'tr_back' })],
    payments: [paymentRow({ paymentRef: 'tr_back' })],
    refunds: [{ refundRef: 're_back', paymentRef: 'tr_back', status: 'failed', amountMinor: 1000n }],
  }),
};

const yen = { amount: { currency: 'JPY', value: '1200' } };
const oneSecond: Lifecycle = {
  name: 'open, pending and paid within one second, in yen',
  deliveries: recorded([
    answer(payment('tr_fast', 'open', yen)),
    event(0, 'payment.pending', payment('tr_fast', 'pending', yen)),
    event(0, 'payment.paid', payment('tr_fast', 'paid', { ...yen, paidAt: at(0) })),
    answer(payment('tr_fast', 'paid', { ...yen, paidAt: at(0) })),
  ]),
  rows: rows({
    orders: [
      orderRow({ orderRef: 'tr_fast', currency: 'JPY', exponent: 0, amountMinor: 1200n, paidMinor: 1200n }),
    ],
    payments: [paymentRow({ paymentRef: 'tr_fast', amountMinor: 1200n, occurredAt: after(0) })],
  }),
};

const inOrder = { orderId: 'ord_1' };
const declined = payment('tr_no', 'failed', {
  ...inOrder,
  createdAt: at(10),
  failedAt: at(40),
  details: { failureReason: 'insufficient_funds' },
});
const accepted = payment('tr_yes', 'paid', { ...inOrder, createdAt: at(90), paidAt: at(120) });
const order = (status: string, payments: readonly Fields[]): Fields => ({
  resource: 'order',
  id: 'ord_1',
  mode: 'test',
  status,
  amount: euro('49.95'),
  orderNumber: '1001',
  createdAt: at(0),
  _embedded: { payments },
});
const secondAttempt: Lifecycle = {
  name: 'the first payment of an order fails, the second is paid: the order and its payments are announced',
  deliveries: recorded([
    event(41, 'payment.failed', declined),
    answer(declined),
    answer(order('created', [declined])),
    event(121, 'payment.paid', accepted),
    answer(order('paid', [declined, accepted])),
  ]),
  rows: rows({
    orders: [
      orderRow({
        orderRef: 'ord_1',
        merchantRef: '1001',
        merchantRefField: 'orderNumber',
        merchantRefWriter: 'merchant',
      }),
    ],
    payments: [
      paymentRow({
        paymentRef: 'tr_no',
        orderRef: 'ord_1',
        status: 'failed',
        failureCode: 'insufficient_funds',
        occurredAt: after(40),
      }),
      paymentRow({ paymentRef: 'tr_yes', orderRef: 'ord_1', occurredAt: after(120) }),
    ],
  }),
};

const authorized = { authorizedAt: at(60) };
const capture = (id: string, seconds: number): Fields => ({
  resource: 'capture',
  id,
  status: 'succeeded',
  paymentId: 'tr_cap',
  createdAt: at(seconds),
});
const captured: Lifecycle = {
  name: 'authorized, captured in two parts, and the rest released',
  deliveries: recorded([
    event(61, 'payment.authorized', payment('tr_cap', 'authorized', authorized)),
    event(301, 'capture.succeeded', capture('cpt_1', 300)),
    answer(
      payment('tr_cap', 'authorized', {
        ...authorized,
        amountCaptured: euro('20.00'),
        _embedded: { captures: [capture('cpt_1', 300)] },
      }),
    ),
    answer(
      payment('tr_cap', 'paid', {
        ...authorized,
        paidAt: at(600),
        amountCaptured: euro('35.95'),
        _embedded: { captures: [capture('cpt_1', 300), capture('cpt_2', 600)] },
      }),
    ),
  ]),
  rows: rows({
    orders: [orderRow({ orderRef: 'tr_cap', amountMinor: 3595n, paidMinor: 3595n })],
    payments: [paymentRow({ paymentRef: 'tr_cap', amountMinor: 3595n, occurredAt: after(300) })],
  }),
};

const chargeback = (reversedAt: string | null): Fields => ({
  resource: 'chargeback',
  id: 'chb_1',
  amount: euro('49.95'),
  reason: { code: 'AC01', description: 'Account identifier incorrect' },
  paymentId: 'tr_dis',
  createdAt: at(5000),
  reversedAt,
});
const reversed: Lifecycle = {
  name: 'charged back, announced by both senders, and the chargeback reversed',
  deliveries: recorded([
    event(61, 'payment.paid', payment('tr_dis', 'paid', { paidAt: at(60) })),
    event(5001, 'chargeback.received', chargeback(null)),
    answer(payment('tr_dis', 'paid', { paidAt: at(60), _embedded: { chargebacks: [chargeback(null)] } })),
    event(9001, 'chargeback.reversed', chargeback(at(9000))),
  ]),
  rows: rows({
    orders: [orderRow({ orderRef: 'tr_dis' })],
    payments: [paymentRow({ paymentRef: 'tr_dis' })],
    disputes: [{ disputeRef: 'chb_1', paymentRef: 'tr_dis', status: 'won', amountMinor: 4995n }],
  }),
};

export const MOLLIE: readonly Lifecycle[] = [
  announcedTwice,
  failedRefund,
  oneSecond,
  secondAttempt,
  captured,
  reversed,
];
