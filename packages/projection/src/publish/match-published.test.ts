import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../fold/aspects/snapshots.ts';
import { matchPublished } from './match-published.ts';
import type { PublishedSubject } from './published-state.ts';
import { finish } from '../slices.ts';

const subject = (
  facts: Pick<PublishedSubject, 'kind' | 'ref'> & Partial<PublishedSubject>,
): PublishedSubject => ({
  currentRef: facts.ref,
  isPublished: true,
  version: 1,
  values: {},
  counts: {},
  ...facts,
});
const snapshot = (kind: Snapshot['kind'], ref: string, value = '') =>
  ({ kind, ref, aspects: [{ name: 'first', value, topic: () => undefined }] }) as unknown as Snapshot;
/** `ch_1` is another name of `pi_1`. */
const paymentName = (ref: string) => (ref === 'ch_1' ? 'pi_1' : ref);

const matched = (publishedState: readonly PublishedSubject[], snapshots: readonly Snapshot[]) => {
  const { pairs, left } = finish(matchPublished(publishedState, snapshots, paymentName));
  return {
    pairs: pairs.map((pair) => `${pair.snapshot.ref} as ${pair.published.ref}`),
    left: left.map(({ ref }) => ref),
  };
};

describe('the published state of a subject', () => {
  it('is found by kind and name', () => {
    const publishedState = [
      subject({ kind: 'payment', ref: 'p_1' }),
      subject({ kind: 'subscription', ref: 'p_1' }),
    ];
    expect(matched(publishedState, [snapshot('subscription', 'p_1')])).toEqual({
      pairs: ['p_1 as p_1'],
      left: ['p_1'],
    });
  });

  it('is found for an order under any name, because a purchase has one order', () => {
    expect(matched([subject({ kind: 'order', ref: 'pi_1' })], [snapshot('order', 'cs_1')])).toEqual({
      pairs: ['cs_1 as pi_1'],
      left: [],
    });
  });

  it('is found for a payment under another of its names', () => {
    expect(matched([subject({ kind: 'payment', ref: 'ch_1' })], [snapshot('payment', 'pi_1')])).toEqual({
      pairs: ['pi_1 as ch_1'],
      left: [],
    });
  });

  it('is found for a payment by its current name, not by its first published name', () => {
    const publishedState = [subject({ kind: 'payment', ref: 'old', currentRef: 'ch_1' })];
    expect(matched(publishedState, [snapshot('payment', 'pi_1')])).toEqual({
      pairs: ['pi_1 as old'],
      left: [],
    });
  });

  it('is empty if only another subscription was published', () => {
    expect(
      matched([subject({ kind: 'subscription', ref: 's_1' })], [snapshot('subscription', 's_2')]),
    ).toEqual({
      pairs: ['s_2 as s_2'],
      left: ['s_1'],
    });
  });
});

describe('if several published subjects are now one', () => {
  it('the published one continues', () => {
    const publishedState = [
      subject({ kind: 'order', ref: 'cs_1', isPublished: false }),
      subject({ kind: 'order', ref: 'pi_1' }),
    ];
    expect(matched(publishedState, [snapshot('order', 'cs_1')])).toEqual({
      pairs: ['cs_1 as pi_1'],
      left: ['cs_1'],
    });
  });

  it('the published one with the current values continues', () => {
    const publishedState = [
      subject({ kind: 'order', ref: 'cs_1', values: { first: '' } }),
      subject({ kind: 'order', ref: 'pi_1', values: { first: 'yes' } }),
    ];
    expect(matched(publishedState, [snapshot('order', 'cs_1', 'yes')]).pairs).toEqual(['cs_1 as pi_1']);
    expect(matched(publishedState, [snapshot('order', 'cs_1', '')]).pairs).toEqual(['cs_1 as cs_1']);
  });

  it('the published one with the current name continues, in any order', () => {
    const publishedState = [
      subject({ kind: 'order', ref: 'a' }),
      subject({ kind: 'order', ref: 'b', currentRef: 'c' }),
    ];
    for (const order of [publishedState, publishedState.toReversed()]) {
      expect(matched(order, [snapshot('order', 'c')]).pairs).toEqual(['c as b']);
      expect(matched(order, [snapshot('order', 'z')]).pairs).toEqual(['z as a']);
    }
  });
});

it('a name in the outbox is never given to a second subject', () => {
  const publishedState = [subject({ kind: 'payment', ref: 'p_1', currentRef: 'p_2' })];
  for (const snapshots of [
    ['p_1', 'p_2'],
    ['p_2', 'p_1'],
  ]) {
    const { pairs } = matched(
      publishedState,
      snapshots.map((ref) => snapshot('payment', ref)),
    );
    expect(pairs.toSorted()).toEqual(['p_1 as p_1', 'p_2 as p_2']);
  }
});
