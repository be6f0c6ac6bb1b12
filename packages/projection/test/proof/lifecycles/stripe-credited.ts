import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { recorded } from './stripe-story.ts';

const bill = (uid: string, fields: object) => ({
  id: `in_${uid}`,
  object: 'invoice',
  amount_due: 2000,
  amount_paid: 0,
  billing_reason: 'manual',
  created: unixAfter(0),
  currency: 'usd',
  parent: null,
  pre_payment_credit_notes_amount: 0,
  starting_balance: 0,
  status: 'open',
  total: 2000,
  ...fields,
});
const order = (uid: string, fields: object) => ({
  orderRef: `in_${uid}`,
  status: 'paid' as const,
  disputed: false,
  currency: 'USD',
  amountMinor: 0n,
  paidMinor: 0n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  createdAt: after(0),
  ...fields,
});

const away: Lifecycle = {
  name: 'credit notes take an invoice away before anything is paid: nothing was sold',
  deliveries: recorded('away', 'current', [
    { afterSeconds: 1, type: 'invoice.finalized', object: bill('away', {}) },
    {
      afterSeconds: 9,
      type: 'invoice.paid',
      object: bill('away', { amount_due: 0, pre_payment_credit_notes_amount: 2000, status: 'paid' }),
    },
    {
      afterSeconds: 9,
      type: 'invoice.payment_succeeded',
      object: bill('away', { amount_due: 0, pre_payment_credit_notes_amount: 2000, status: 'paid' }),
    },
  ]),
  rows: rows({ orders: [order('away', { status: 'canceled', amountMinor: 2000n, access: 'none' })] }),
};

const byBalance: Lifecycle = {
  name: 'an invoice is paid by the balance of the customer: that is a sale of nothing due',
  deliveries: recorded('balance', 'current', [
    {
      afterSeconds: 1,
      type: 'invoice.finalized',
      object: bill('balance', { amount_due: 0, starting_balance: -2000, ending_balance: 0 }),
    },
    {
      afterSeconds: 2,
      type: 'invoice.paid',
      object: bill('balance', {
        amount_due: 0,
        starting_balance: -2000,
        ending_balance: 0,
        status: 'paid',
      }),
    },
  ]),
  rows: rows({ orders: [order('balance', { access: 'granted' })] }),
};

export const STRIPE_CREDITED: readonly Lifecycle[] = [away, byBalance];
