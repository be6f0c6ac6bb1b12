import { describe, expect, it } from 'vitest';
import { expectationsOf } from './expectations.ts';
import type { SubscriptionRow } from './purchase-row.ts';
import type { Part } from './read-purchase.ts';
import type { StoryTransition } from './story.ts';
import { expectationText } from './story-text.ts';

const now = new Date('2026-01-31T12:00:00.000Z');
const inHours = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
const subscription = (values: Partial<SubscriptionRow>) =>
  ({ kind: 'subscription', status: 'active', cancelAt: null, ...values }) as SubscriptionRow;
const part = (kind: Part['kind'], status: string) =>
  ({ kind, status, ref: `${kind}_1`, askedAgainAt: null }) as Part;

function texts({
  row = subscription({}),
  parts = [],
  transitions = [],
  dueAt = null,
  askedAgainAt = null,
}: Partial<Parameters<typeof expectationsOf>[0]>): string[] {
  const expected = expectationsOf({ row, parts, transitions, dueAt, askedAgainAt, now });
  return expected.map((each) => expectationText(each, now));
}

describe('what is expected next', () => {
  it('of a subscription that goes on is its renewal, and of one that ends its end', () => {
    expect(texts({ row: subscription({ currentPeriodEnd: inHours(30) }) })).toEqual([
      'It renews at 2026-02-01T18:00:00Z, in 1 d 6 h.',
    ]);
    const ending = {
      currentPeriodEnd: inHours(2),
      cancelAt: inHours(2),
      validUntil: inHours(3),
      accessEndReason: 'canceled',
    };
    expect(texts({ row: subscription(ending) })).toEqual([
      'It will be canceled at 2026-01-31T14:00:00Z, in 2 h.',
      'Access ends at 2026-01-31T15:00:00Z (canceled), in 3 h.',
    ]);
    expect(texts({ row: subscription({ status: 'canceled', currentPeriodEnd: inHours(2) }) })).toEqual([]);
  });

  it('says what is overdue', () => {
    expect(texts({ row: subscription({ currentPeriodEnd: inHours(-5) }) })).toEqual([
      'It should have been renewed, and no event said so, at 2026-01-31T07:00:00Z, 5 h ago.',
    ]);
  });

  it('of parts that are not final is their end', () => {
    const parts = [
      part('payment', 'authorized'),
      part('refund', 'pending'),
      part('dispute', 'opened'),
      part('payment', 'succeeded'),
    ];
    expect(texts({ parts })).toEqual([
      'Payment payment_1 is authorized, and waits to be captured.',
      'Refund refund_1 is pending.',
      'Dispute dispute_1 waits for a decision.',
    ]);
  });

  it('names what is published, and the question to the provider, the soonest first', () => {
    expect(
      texts({
        dueAt: inHours(2),
        askedAgainAt: inHours(6),
        parts: [{ ...part('payment', 'succeeded'), askedAgainAt: inHours(1) }],
      }),
    ).toEqual([
      'The provider is asked again at 2026-01-31T13:00:00Z, in 1 h.',
      'The next transition is published at 2026-01-31T14:00:00Z, in 2 h.',
    ]);
  });

  it('names reactions that have not ended', () => {
    const reaction = {
      consumer: 'forward:crm',
      attempts: 3,
      startedAt: now,
      finishedAt: null,
      error: 'answered 503',
    };
    const transition = { id: 7n, topic: 'order.paid', dispatchedAt: now } as StoryTransition;
    expect(
      texts({
        transitions: [
          {
            ...transition,
            reactions: [
              { ...reaction, status: 'queued' },
              { ...reaction, status: 'failed' },
            ],
          },
          { ...transition, id: 8n, dispatchedAt: null, reactions: [] },
        ],
      }),
    ).toEqual([
      'Reaction forward:crm to order.paid #7 is queued after 3 attempts, which failed: answered 503.',
      'Transition order.paid #8 waits for the relay of a worker.',
    ]);
  });
});
