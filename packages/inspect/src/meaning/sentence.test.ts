import { type CanonicalEvent, canonicalEvent, EVENT_TYPES, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { LIFECYCLES } from '../../../projection/test/proof/lifecycles/index.ts';
import { sentenceOf } from './sentence.ts';

const occurredAt = '2026-01-31T12:00:00.000Z';
const amount = { amountMinor: 10_000n, currency: 'EUR', exponent: 2 };
const sentence = (facts: object) => sentenceOf(canonicalEvent({ occurredAt, ...facts } as EventFacts));

describe('the sentence of', () => {
  it.each([
    [{ type: 'order.created', orderRef: 'cs_1', amount }, 'Order cs_1 of 100.00 EUR was created.'],
    [
      {
        type: 'payment.succeeded',
        paymentRef: 'pi_1',
        orderRef: 'cs_1',
        amount,
        amountRefundedMinor: 3_050n,
      },
      'Payment pi_1 of 100.00 EUR for order cs_1 succeeded; 30.50 EUR of it has been refunded.',
    ],
    [
      { type: 'payment.failed', paymentRef: 'pi_1', failureCode: 'card_declined', tentative: true },
      'Payment pi_1 failed (card_declined), and may belong to a subscription.',
    ],
    [
      { type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' },
      'Payment pi_1 belongs to invoice in_1.',
    ],
    [{ type: 'payment.linked', paymentRef: 'pi_1' }, 'Payment pi_1 is known.'],
    [
      { type: 'refund.succeeded', refundRef: 're_1', paymentRef: 'pi_1', amount: { ...amount, exponent: 0 } },
      'Refund re_1 of 10000 EUR for payment pi_1 was paid out.',
    ],
    [
      { type: 'dispute.opened', disputeRef: 'dp_1', paymentRef: 'pi_1', amount, reason: 'fraudulent' },
      'Dispute dp_1 of 100.00 EUR over payment pi_1 was opened: the money is demanded back (fraudulent).',
    ],
    [
      {
        type: 'subscription.renewed',
        subscriptionRef: 'sub_1',
        status: 'active',
        planRef: 'plan_1',
        quantity: 3,
        paidPeriod: { start: occurredAt, end: '2026-02-28T12:00:00.000Z' },
      },
      'Subscription sub_1 was renewed; status active, plan plan_1 × 3, the period 2026-01-31T12:00:00Z to 2026-02-28T12:00:00Z is paid.',
    ],
    [
      { type: 'order.expired', orderRef: 'cs_1', isObserved: true },
      "The provider's API showed: Order cs_1 expired.",
    ],
  ])('event %#', (facts, expected) => {
    expect(sentence(facts)).toBe(expected);
  });
});

const EVENTS: readonly CanonicalEvent[] = Object.values(LIFECYCLES).flatMap((lifecycles) =>
  lifecycles.flatMap(({ deliveries }) =>
    deliveries.flatMap(({ events }) => events.map(({ event }) => event)),
  ),
);

describe('the events of every provider', () => {
  it('include every canonical type but one, which is above', () => {
    const types = new Set<string>(EVENTS.map(({ type }) => type));
    const others = Object.values(EVENT_TYPES)
      .flat()
      .filter((type) => !types.has(type));
    expect(others).toEqual(['order.expired']);
  });

  it('have one sentence each, which names what it is about', () => {
    for (const event of EVENTS) {
      const text = sentenceOf(event);
      expect(text, event.type).toMatch(
        /^(Order|Payment|Refund|Dispute|Subscription|The provider's API showed:) /,
      );
      expect(text).toMatch(/[^.\s]\.$/);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\s\s|\n/);
      expect(text).toContain(ownRef(event));
    }
  });
});

function ownRef(event: CanonicalEvent): string {
  if ('disputeRef' in event) return event.disputeRef;
  if ('refundRef' in event) return event.refundRef;
  const subject = event.type.split('.')[0] ?? '';
  return String(Reflect.get(event, `${subject}Ref`));
}
