import { describe, expect, it } from 'vitest';
import type { Standing } from '../fold/facets/standings.ts';
import { matchTold } from './match-told.ts';
import type { ToldSubject } from './told.ts';

const subject = (facts: Pick<ToldSubject, 'kind' | 'ref'> & Partial<ToldSubject>): ToldSubject => ({
  called: facts.ref,
  heard: true,
  version: 2,
  values: {},
  counts: {},
  ...facts,
});
const standing = (kind: Standing['kind'], ref: string, value = '') =>
  ({ kind, ref, facets: [{ name: 'first', value, topic: () => undefined }] }) as unknown as Standing;
/** `ch_1` is another name of `pi_1`. */
const paymentName = (ref: string) => (ref === 'ch_1' ? 'pi_1' : ref);

const matched = (told: readonly ToldSubject[], standings: readonly Standing[]) => {
  const { pairs, left } = matchTold(told, standings, paymentName);
  return {
    pairs: pairs.map((pair) => `${pair.standing.ref} as ${pair.told.ref}`),
    left: left.map(({ ref }) => ref),
  };
};

describe('what stands now is what was told', () => {
  it('of it under the same name', () => {
    const told = [subject({ kind: 'payment', ref: 'p_1' }), subject({ kind: 'subscription', ref: 'p_1' })];
    expect(matched(told, [standing('subscription', 'p_1')])).toEqual({
      pairs: ['p_1 as p_1'],
      left: ['p_1'],
    });
  });

  it('of an order under any name: a purchase has one', () => {
    expect(matched([subject({ kind: 'order', ref: 'pi_1' })], [standing('order', 'cs_1')])).toEqual({
      pairs: ['cs_1 as pi_1'],
      left: [],
    });
  });

  it('of a payment under a name that is now another name of it', () => {
    expect(matched([subject({ kind: 'payment', ref: 'ch_1' })], [standing('payment', 'pi_1')])).toEqual({
      pairs: ['pi_1 as ch_1'],
      left: [],
    });
  });

  it('of a payment by its present name, not by the one that it was first told by', () => {
    const told = [subject({ kind: 'payment', ref: 'old', called: 'ch_1' })];
    expect(matched(told, [standing('payment', 'pi_1')])).toEqual({ pairs: ['pi_1 as old'], left: [] });
  });

  it('of nothing, where another subscription was told of', () => {
    expect(
      matched([subject({ kind: 'subscription', ref: 's_1' })], [standing('subscription', 's_2')]),
    ).toEqual({
      pairs: ['s_2 as s_2'],
      left: ['s_1'],
    });
  });
});

describe('of several that are one', () => {
  it('the one that was heard of goes on', () => {
    const told = [
      subject({ kind: 'order', ref: 'cs_1', heard: false }),
      subject({ kind: 'order', ref: 'pi_1' }),
    ];
    expect(matched(told, [standing('order', 'cs_1')])).toEqual({ pairs: ['cs_1 as pi_1'], left: ['cs_1'] });
  });

  it('and of those, the one that was told what is true', () => {
    const told = [
      subject({ kind: 'order', ref: 'cs_1', values: { first: '' } }),
      subject({ kind: 'order', ref: 'pi_1', values: { first: 'yes' } }),
    ];
    expect(matched(told, [standing('order', 'cs_1', 'yes')]).pairs).toEqual(['cs_1 as pi_1']);
    expect(matched(told, [standing('order', 'cs_1', '')]).pairs).toEqual(['cs_1 as cs_1']);
  });

  it('and of those, the one that goes by its name, whichever comes first', () => {
    const told = [subject({ kind: 'order', ref: 'a' }), subject({ kind: 'order', ref: 'b', called: 'c' })];
    for (const order of [told, told.toReversed()]) {
      expect(matched(order, [standing('order', 'c')]).pairs).toEqual(['c as b']);
      expect(matched(order, [standing('order', 'z')]).pairs).toEqual(['z as a']);
    }
  });
});

it('a name in the outbox is never given to a second thing', () => {
  const told = [subject({ kind: 'payment', ref: 'p_1', called: 'p_2' })];
  for (const standings of [
    ['p_1', 'p_2'],
    ['p_2', 'p_1'],
  ]) {
    const { pairs } = matched(
      told,
      standings.map((ref) => standing('payment', ref)),
    );
    expect(pairs.toSorted()).toEqual(['p_1 as p_1', 'p_2 as p_2']);
  }
});
