import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../src/index.ts';
import { eur, eventAt } from '../histories/history.ts';
import { deliverAll, deliverTo, type Store } from './published-store.ts';
import { expectUnderstood } from './understanding.ts';

/** As `topic subject` or `topic subject → what it moved to`, with the occurrence where it is not the first. */
const received = (transitions: Store['transitions']): string[] =>
  transitions.map(({ topic, subject, occurrence, ...rest }) => {
    const again = occurrence > 1 ? ` ${occurrence}` : '';
    const moved = 'movedTo' in rest ? ` → ${rest.movedTo?.kind ?? ''} ${rest.movedTo?.ref ?? ''}` : '';
    return `${topic} ${subject.ref}${again}${moved}`;
  });

function expectTransitions(
  deliveries: readonly RecordedEvent[],
  expected: readonly (readonly string[])[],
): void {
  let store = deliverAll([]);
  for (const [place, event] of deliveries.entries()) {
    const next = deliverTo(store, [event]);
    expect(received(next.transitions.slice(store.transitions.length)), event.eventKey).toEqual(
      expected[place],
    );
    store = next;
    expectUnderstood(store);
  }
  expect(expected).toHaveLength(deliveries.length);
}

const paid = (key: string, time: number, paymentRef: string, orderRef: string) =>
  eventAt(key, time, {
    type: 'payment.succeeded',
    paymentRef,
    orderRef,
    amount: eur(500n),
    settlesOrder: true,
  });
const failed = (key: string, time: number, paymentRef: string, orderRef: string) =>
  eventAt(key, time, { type: 'payment.failed', paymentRef, orderRef, amount: eur(500n) });
const link = (key: string, time: number, paymentRef: string, orderRef: string) =>
  eventAt(key, time, { type: 'payment.linked', paymentRef, orderRef });
const refund = (key: string, time: number, paymentRef: string) =>
  eventAt(key, time, { type: 'refund.succeeded', refundRef: `r_${key}`, paymentRef, amount: eur(500n) });

describe('an order that the provider renames', () => {
  it('keeps its first published name', () => {
    expectTransitions(
      [
        paid('intent', 2, 'pi_1', 'pi_1'),
        eventAt('session', 1, {
          type: 'order.completed',
          orderRef: 'cs_1',
          paymentRef: 'pi_1',
          amount: eur(500n),
        }),
        refund('back', 3, 'pi_1'),
      ],
      [['payment.succeeded pi_1', 'order.paid pi_1'], [], ['order.refunded pi_1']],
    );
  });

  it('is paid once, even if it was published as failed under its new name', () => {
    expectTransitions(
      [
        failed('declined', 1, 'pi_0', 'cs_1'),
        paid('intent', 2, 'pi_1', 'pi_1'),
        eventAt('session', 3, {
          type: 'order.completed',
          orderRef: 'cs_1',
          paymentRef: 'pi_1',
          amount: eur(500n),
        }),
        refund('back', 4, 'pi_1'),
      ],
      [
        ['payment.failed pi_0', 'order.failed cs_1'],
        ['payment.succeeded pi_1', 'order.paid pi_1'],
        ['order.withdrawn cs_1 → order pi_1'],
        ['order.refunded pi_1'],
      ],
    );
  });
});

describe('two orders that are merged', () => {
  it('keep one name, and the other is withdrawn once', () => {
    expectTransitions(
      [
        paid('a', 1, 'p_a', 'o_a'),
        paid('b', 2, 'p_b', 'o_b'),
        link('link', 3, 'p_b', 'o_a'),
        refund('back', 4, 'p_a'),
        refund('more', 5, 'p_b'),
      ],
      [
        ['payment.succeeded p_a', 'order.paid o_a'],
        ['payment.succeeded p_b', 'order.paid o_b'],
        ['order.withdrawn o_b → order o_a'],
        ['order.partially_refunded o_a'],
        ['order.refunded o_a'],
      ],
    );
  });

  it('keep the published name if the other was not published', () => {
    expectTransitions(
      [
        eventAt('made', 1, { type: 'order.created', orderRef: 'o_a', amount: eur(500n) }),
        paid('b', 2, 'p_b', 'o_b'),
        link('link', 3, 'p_b', 'o_a'),
      ],
      [[], ['payment.succeeded p_b', 'order.paid o_b'], []],
    );
  });

  it('correct published values that are not true for the merged order', () => {
    expectTransitions(
      [
        paid('b', 2, 'p_b', 'o_b'),
        eventAt('made', 1, { type: 'order.created', orderRef: 'o_a', amount: eur(900n) }),
        link('link', 3, 'p_b', 'o_a'),
      ],
      [['payment.succeeded p_b', 'order.paid o_b'], [], ['order.unpaid o_b']],
    );
  });
});

describe('an order that belongs to a subscription, as a later event shows', () => {
  it('is withdrawn once, and its payment stays', () => {
    expectTransitions(
      [
        paid('intent', 2, 'pi_1', 'pi_1'),
        eventAt('link', 2, {
          type: 'payment.linked',
          paymentRef: 'pi_1',
          invoiceRef: 'in_1',
          subscriptionRef: 'sub_1',
        }),
        eventAt('runs', 3, { type: 'subscription.activated', subscriptionRef: 'sub_1', status: 'active' }),
        refund('back', 4, 'pi_1'),
      ],
      [
        ['payment.succeeded pi_1', 'order.paid pi_1'],
        ['order.withdrawn pi_1 → subscription sub_1'],
        ['subscription.activated sub_1'],
        ['payment.refunded pi_1'],
      ],
    );
  });

  it('is not withdrawn if it was not published', () => {
    expectTransitions(
      [
        eventAt('made', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(500n) }),
        eventAt('session', 2, { type: 'order.completed', orderRef: 'o_1', subscriptionRef: 'sub_1' }),
      ],
      [[], []],
    );
  });
});

describe('payments that are merged', () => {
  it('keep the first name if the other is published later', () => {
    expectTransitions(
      [
        eventAt('charge', 1, { type: 'payment.failed', paymentRef: 'ch_1', amount: eur(500n) }),
        eventAt('link', 2, { type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }),
        eventAt('intent', 3, { type: 'payment.succeeded', paymentRef: 'pi_1', amount: eur(500n) }),
      ],
      [['payment.failed ch_1'], [], ['payment.succeeded ch_1']],
    );
  });

  it('withdraw the second one, and name the payment that it moved to', () => {
    expectTransitions(
      [
        paid('other', 1, 'pi_0', 'o_1'),
        paid('intent', 2, 'pi_1', 'o_1'),
        paid('charge', 2, 'ch_1', 'o_1'),
        eventAt('link', 3, { type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }),
      ],
      [
        ['payment.succeeded pi_0', 'order.paid o_1'],
        ['payment.succeeded pi_1'],
        ['payment.succeeded ch_1'],
        ['payment.withdrawn ch_1 → payment pi_1'],
      ],
    );
  });

  it('succeed once, even if one was published as failed', () => {
    expectTransitions(
      [
        eventAt('intent', 1, { type: 'payment.failed', paymentRef: 'pi_1', amount: eur(500n) }),
        eventAt('charge', 2, { type: 'payment.succeeded', paymentRef: 'ch_1', amount: eur(500n) }),
        eventAt('link', 3, { type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }),
      ],
      [['payment.failed pi_1'], ['payment.succeeded ch_1'], ['payment.withdrawn pi_1 → payment ch_1']],
    );
  });

  it('that return to their first name use each number once', () => {
    expectTransitions(
      [
        eventAt('first', 1, { type: 'payment.canceled', paymentRef: 'p_2' }),
        eventAt('link', 2, { type: 'payment.linked', paymentRef: 'p_3', paymentAliases: ['p_2'] }),
        eventAt('ring', 3, { type: 'payment.linked', paymentRef: 'p_2', paymentAliases: ['p_3'] }),
      ],
      [['payment.canceled p_2'], [], []],
    );
  });
});
