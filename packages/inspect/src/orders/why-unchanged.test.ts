import { type CanonicalEvent, canonicalEvent, type EventFacts } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { unchangedText } from './story-text.ts';
import { whyUnchanged } from './why-unchanged.ts';

const occurredAt = '2026-01-31T12:00:00.000Z';
const canonical = (...facts: readonly object[]): CanonicalEvent[] =>
  facts.map((fact) => canonicalEvent({ occurredAt, ...fact } as EventFacts));
const read = (
  eventKey: string,
  facts: readonly object[],
  status = 'applied',
  error: string | null = null,
) => ({
  event: { eventKey, type: `type.${eventKey}`, status, error },
  at: new Date(occurredAt),
  canonical: canonical(...facts),
});

const paid = { type: 'payment.succeeded', paymentRef: 'pi_1', paymentAliases: ['ch_1'] };
const active = { type: 'subscription.updated', subscriptionRef: 'sub_1', status: 'active' };
const because = (event: ReturnType<typeof read>, ...earlier: readonly ReturnType<typeof read>[]) =>
  unchangedText(whyUnchanged(event, earlier));

describe('an event that changed nothing', () => {
  it('failed, was ignored, was split, or cannot be read', () => {
    expect(because(read('a', [], 'failed', 'amount: not a decimal'))).toBe(
      'Failed, so it changed nothing: amount: not a decimal',
    );
    expect(because(read('a', [paid], 'ignored', 'test mode'))).toBe('Ignored: test mode');
    expect(because(read('a', [], 'split'))).toContain('each of its parts');
    expect(because(read('a', []))).toContain('no meaning');
  });

  it('repeats an event of the same payment, by any of its names', () => {
    expect(
      because(read('b', [{ ...paid, paymentRef: 'ch_1', paymentAliases: undefined }]), read('a', [paid])),
    ).toBe('Changed nothing: type.a a of 2026-01-31T12:00:00Z had stated the same.');
    expect(because(read('b', [paid]), read('a', [paid], 'failed'))).not.toContain('the same');
    expect(
      because(read('b', [{ ...paid, paymentRef: 'pi_2', paymentAliases: [] }]), read('a', [paid])),
    ).not.toContain('the same');
  });

  it('states a step that was passed', () => {
    expect(because(read('b', [{ ...paid, type: 'payment.pending' }]), read('a', [paid]))).toContain(
      'had stated a later step',
    );
  });

  it('repeats a subscription only if every fact is the same', () => {
    expect(because(read('b', [active]), read('a', [active]))).toContain('had stated the same');
    expect(because(read('b', [{ ...active, planRef: 'plan_2' }]), read('a', [active]))).toBe(
      'Changed nothing: all that it states was known.',
    );
  });

  it('connects ids, or concerns a part alone', () => {
    expect(
      because(read('a', [{ type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' }])),
    ).toContain('only connects ids');
    expect(because(read('a', [{ type: 'payment.failed', paymentRef: 'pi_1' }]))).toBe(
      'Changed no sum and no status here: it concerns payment pi_1 alone.',
    );
  });
});
