import { findProvider } from '../../../../providers/src/index.ts';
import { bodyKey } from '../../../../providers/src/contract/index.ts';
import { confirmedBody } from '../../../../providers/src/ippopay/confirmed-answer.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows } from '../lifecycle.ts';

const ippopay = findProvider('ippopay');

interface Transaction {
  readonly id: string;
  readonly status: string;
  readonly seconds: number;
  readonly refund?: string;
  /** Further fields as they stand in the answer, with a comma before them. */
  readonly more?: string;
}

/** What the API said of an order at some time: the body that is recorded in the hint's stead. */
const answered = (orderId: string, transactions: readonly Transaction[], amount?: string) => {
  const listed = transactions.map(
    ({ id, status, seconds, refund = 'not_requested', more = '' }) =>
      `{"trans_id":"${id}","status":"${status}","refund_status":"${refund}","cost":{"paid":499.00},"is_intl_payment":false,"createdAt":"${after(10)}","updatedAt":"${after(seconds)}"${more}}`,
  );
  const order = amount === undefined ? '' : `"order":{"order_id":"${orderId}","amount":${amount}},`;
  const answer = `{"success":true,"data":{${order}"transaction":[${listed.join()}]}}`;
  return { body: confirmedBody(orderId, Buffer.from(answer)) };
};
const recorded = (deliveries: readonly { readonly body: Buffer }[]) => {
  if (!ippopay) throw new Error('ippopay is not registered');
  // An answer's key is a hash of it; `identify` names the hint, which is recorded only until it is answered.
  return read(ippopay, deliveries, { keyOf: ({ body }) => bodyKey(body) });
};

const payment = (
  columns: Pick<ExpectedRows['payments'][number], 'paymentRef' | 'orderRef' | 'status' | 'occurredAt'> &
    Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  subscriptionRef: null,
  currency: 'INR',
  amountMinor: 49_900n,
  refundedMinor: 0n,
  ...columns,
});

const givenBack: Lifecycle = {
  name: 'pending, paid, asked to be refunded, refunded',
  deliveries: recorded([
    answered('order_back', [{ id: 'trans_1', status: 'pending', seconds: 30 }]),
    answered('order_back', [{ id: 'trans_1', status: 'success', seconds: 90 }]),
    answered('order_back', [{ id: 'trans_1', status: 'success', seconds: 500, refund: 'requested' }]),
    answered('order_back', [{ id: 'trans_1', status: 'success', seconds: 600, refund: 'full' }]),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'order_back',
        status: 'refunded',
        disputed: false,
        currency: 'INR',
        amountMinor: 49_900n,
        paidMinor: 49_900n,
        refundedMinor: 49_900n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      payment({
        paymentRef: 'trans_1',
        orderRef: 'order_back',
        status: 'succeeded',
        refundedMinor: 49_900n,
        occurredAt: after(90),
      }),
    ],
  }),
};

const inParts: Lifecycle = {
  name: 'one transaction fails, two pay an order whose amount is reported last',
  deliveries: recorded([
    answered('order_part', [{ id: 'trans_a', status: 'failure', seconds: 30 }]),
    answered('order_part', [
      { id: 'trans_a', status: 'failure', seconds: 30 },
      { id: 'trans_b', status: 'success', seconds: 150 },
    ]),
    answered(
      'order_part',
      [
        { id: 'trans_a', status: 'failure', seconds: 30 },
        { id: 'trans_b', status: 'success', seconds: 150 },
        { id: 'trans_c', status: 'success', seconds: 200 },
      ],
      '1100.00',
    ),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'order_part',
        status: 'pending',
        disputed: false,
        currency: 'INR',
        amountMinor: 110_000n,
        paidMinor: 99_800n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      payment({
        paymentRef: 'trans_a',
        orderRef: 'order_part',
        status: 'failed',
        occurredAt: after(30),
      }),
      payment({
        paymentRef: 'trans_b',
        orderRef: 'order_part',
        status: 'succeeded',
        occurredAt: after(150),
      }),
      payment({
        paymentRef: 'trans_c',
        orderRef: 'order_part',
        status: 'succeeded',
        occurredAt: after(200),
      }),
    ],
  }),
};

const dollars = { id: 'trans_x', status: 'failure', seconds: 20, more: ',"currency":"USD"' };
const oneOfTwo: Lifecycle = {
  name: 'an attempt in another currency fails, two pay, and one of them goes back, in a list of any order',
  deliveries: recorded([
    answered('order_two', [dollars, { id: 'trans_a', status: 'success', seconds: 30, refund: '' }]),
    answered('order_two', [
      { id: 'trans_b', status: 'success', seconds: 150 },
      { id: 'trans_a', status: 'success', seconds: 30 },
      dollars,
    ]),
    answered('order_two', [
      { id: 'trans_a', status: 'success', seconds: 30 },
      dollars,
      { id: 'trans_b', status: 'success', seconds: 300, refund: 'full' },
    ]),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'order_two',
        merchantRef: null,
        status: 'partially_refunded',
        disputed: false,
        currency: 'INR',
        amountMinor: 99_800n,
        paidMinor: 99_800n,
        refundedMinor: 49_900n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      payment({
        paymentRef: 'trans_a',
        orderRef: 'order_two',
        status: 'succeeded',
        occurredAt: after(30),
      }),
      payment({
        paymentRef: 'trans_b',
        orderRef: 'order_two',
        status: 'succeeded',
        refundedMinor: 49_900n,
        occurredAt: after(150),
      }),
      payment({
        paymentRef: 'trans_x',
        orderRef: 'order_two',
        status: 'failed',
        currency: null,
        amountMinor: null,
        occurredAt: after(20),
      }),
    ],
  }),
};

export const IPPOPAY: readonly Lifecycle[] = [givenBack, inParts, oneOfTwo];
