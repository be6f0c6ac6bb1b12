import { expect, it } from 'vitest';
import type { PaymentRow } from '../rows.ts';
import { PAYMENT_FACETS } from './payment-facets.ts';

const valueOf = (status: PaymentRow['status']) =>
  PAYMENT_FACETS.map(({ of }) => of({ status } as PaymentRow)).join();
const told = (from: string, to: string) => PAYMENT_FACETS.map(({ topic }) => topic(from, to));

it.each([
  ['', 'pending', undefined],
  ['', 'authorized', undefined],
  ['', 'succeeded', 'payment.succeeded'],
  ['', 'failed', 'payment.failed'],
  ['', 'canceled', 'payment.canceled'],
  ['pending', 'succeeded', 'payment.succeeded'],
  ['authorized', 'canceled', 'payment.canceled'],
  ['failed', 'pending', 'payment.retried'],
  ['failed', 'authorized', 'payment.retried'],
  ['failed', 'succeeded', 'payment.succeeded'],
  ['succeeded', 'pending', 'payment.retried'],
  ['succeeded', 'failed', 'payment.failed'],
] as const)('a payment that was %j and is %s is told as %s', (from, to, topic) => {
  expect(told(from === '' ? '' : valueOf(from), valueOf(to))).toEqual([topic]);
});

it('pending and authorized are one to whoever waits for the money', () => {
  expect(valueOf('pending')).toBe(valueOf('authorized'));
  expect(new Set((['pending', 'succeeded', 'failed', 'canceled'] as const).map(valueOf)).size).toBe(4);
});
