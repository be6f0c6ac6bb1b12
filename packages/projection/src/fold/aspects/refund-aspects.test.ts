import { expect, it } from 'vitest';
import type { RefundRow } from '../rows.ts';
import { REFUND_ASPECTS } from './refund-aspects.ts';

const refund = (columns: Partial<RefundRow>): RefundRow => ({
  refundRef: 'r_1',
  paymentRef: null,
  status: 'succeeded',
  currency: 'EUR',
  exponent: 2,
  amountMinor: 1200n,
  reason: null,
  occurredAt: '2026-01-31T12:00:00.000Z',
  ...columns,
});
/** The topics of a change from one row to another. */
const topicsOf = (from: RefundRow | undefined, to: RefundRow): string[] =>
  REFUND_ASPECTS.flatMap(({ of, topic }) => {
    const [before, after] = [from ? of(from) : '', of(to)];
    return before === after ? [] : (topic(before, after) ?? []);
  });

const MATCHED = refund({ paymentRef: 'p_1' });
const UNMATCHED = refund({});

it.each([
  ['succeeds and names its payment', undefined, MATCHED, []],
  ['succeeds and names none', undefined, UNMATCHED, ['refund.unmatched']],
  ['is pending, and names none', undefined, refund({ status: 'pending' }), []],
  ['turns out to belong to a payment', UNMATCHED, MATCHED, ['refund.matched']],
  ['fails while its payment is unknown', UNMATCHED, refund({ status: 'failed' }), ['refund.failed']],
] as const)('a refund that %s', (_, from, to, topics) => {
  expect(topicsOf(from, to)).toEqual(topics);
});
