import { canonicalEvent, type EventFacts } from '@payspool/events';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { eur, eventAt } from '../../test/histories/history.ts';
import { foldFresh, put, rowsText, textOf } from '../../test/proof/fold-on.ts';
import { type Delivery, randomHistory } from '../../test/proof/random-histories.ts';
import { DEFAULT_CONTEXT } from './context.ts';
import { foldAll, foldAllInSlices, resumeFold } from './fold.ts';
import type { RecordedEvent } from './history.ts';
import { decodeFoldText, encodeFold, encodeFoldText } from './saved-fold.ts';

const DAY_MS = 86_400_000;
/** An event that many days after 1 January 2026. */
const onDay = (eventKey: string, day: number, facts: object): RecordedEvent => ({
  eventKey,
  index: 0,
  event: canonicalEvent({
    ...facts,
    occurredAt: new Date(Date.UTC(2026, 0, 1) + day * DAY_MS).toISOString(),
  } as EventFacts),
});
const attempt = (
  name: string,
  second: number,
  type: 'payment.pending' | 'payment.failed' | 'payment.succeeded',
) => eventAt(name, second, { type, paymentRef: `p_${name}`, orderRef: 'o_1', amount: eur(500n) });

/**
 * Continues a fold set by set, and folds everything where it cannot. Expects the result of a fold of all events after
 * each set. Returns how often it continued.
 */
function goOn(sets: readonly Delivery[]) {
  let all: readonly RecordedEvent[] = [];
  let { saved } = foldAll([]);
  let rows = foldAll([]).rows;
  let resumed = 0;
  for (const set of sets) {
    all = [...all, ...set];
    const next = resumeFold(saved, set);
    if (next) resumed += 1;
    rows = next ? put(rows, next) : foldAll(all).rows;
    saved = next?.saved ?? foldAll(all).saved;
    expect(textOf({ rows, state: encodeFold(saved) })).toBe(textOf(foldFresh(all)));
  }
  return resumed;
}

describe('a continued fold', () => {
  const timeOf = ([first]: Delivery) => first?.event.occurredAt ?? '';
  const inTime = (history: readonly Delivery[]) =>
    history.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));

  it('gives the result of a fold of all events, cut anywhere, even within an instant', () => {
    let resumed = 0;
    fc.assert(
      fc.property(randomHistory({ maxDeliveries: 14 }), fc.infiniteStream(fc.boolean()), (history, cuts) => {
        const sets: RecordedEvent[][] = [[]];
        for (const delivery of inTime(history)) {
          if (cuts.next().value) sets.push([]);
          sets.at(-1)?.push(...delivery);
        }
        resumed += goOn(sets.filter((set) => set.length > 0));
      }),
      { numRuns: 300 },
    );
    expect(resumed).toBeGreaterThan(100);
  });

  it('runs the last instant again for an event of its time, whichever comes first', () => {
    const due = eventAt('due', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(500n) });
    const [a, b] = [attempt('a', 2, 'payment.failed'), attempt('b', 2, 'payment.succeeded')];
    expect(goOn([[due], [a], [b]])).toBe(2);
    expect(goOn([[due], [b], [a]])).toBe(2);
    expect(goOn([[due], [b], [a, b]])).toBe(2);
  });

  it('is not possible if the last instant has too many events, or if an event happened before it', () => {
    const due = eventAt('due', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(500n) });
    const many = Array.from({ length: 65 }, (_, number) => attempt(`${number}`, 2, 'payment.failed'));
    const { saved } = foldAll([due, ...many]);
    expect(resumeFold(saved, [attempt('late', 2, 'payment.failed')])).toBeUndefined();
    const few = foldAll([due, ...many.slice(0, 63)]).saved;
    expect(resumeFold(few, [attempt('late', 2, 'payment.failed')])?.isWhole).toBe(false);
    expect(resumeFold(foldAll([due, ...many]).saved, [attempt('a', 1, 'payment.failed')])).toBeUndefined();
  });

  it('names the rows to delete: a used-up authorization, and changes that an instant no longer makes', () => {
    const held = eventAt('held', 1, {
      type: 'payment.authorized',
      paymentRef: 'a_1',
      orderRef: 'o_1',
      amount: eur(500n),
    });
    const captured = eventAt('captured', 2, {
      type: 'payment.succeeded',
      paymentRef: 'c_1',
      orderRef: 'o_1',
      authorizationRef: 'a_1',
      amount: eur(500n),
    });
    const { gone, rows } = resumeFold(foldAll([held]).saved, [captured]) ?? foldAll([]);
    expect(gone).toEqual({ payments: ['a_1'], changes: [] });
    expect(rows.payments.map(({ paymentRef }) => paymentRef)).toEqual(['c_1']);

    // With another attempt pending, the failed one does not change the order.
    const due = eventAt('due', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(500n) });
    const before = foldAll([due, attempt('a', 2, 'payment.failed')]);
    expect(before.rows.changes.map(({ eventKey, to }) => [eventKey, to['status']])).toEqual([
      ['due', 'pending'],
      ['a', 'failed'],
    ]);
    const again = resumeFold(before.saved, [attempt('b', 2, 'payment.pending')]);
    expect(again?.rows.changes).toEqual([]);
    expect(again?.gone).toEqual({
      payments: [],
      changes: [expect.objectContaining({ kind: 'order', ref: 'o_1', eventKey: 'a', eventIndex: 0 })],
    });
  });

  it('is not possible if an alias renames a known payment, authorization or payment of a paid period', () => {
    const linked = (alias: string) =>
      eventAt('linked', 9, {
        type: 'payment.linked',
        paymentRef: 'p_new',
        paymentAliases: [alias],
        tentative: true,
      });
    const order = foldAll([
      eventAt('c', 1, {
        type: 'payment.succeeded',
        paymentRef: 'c_1',
        orderRef: 'o_1',
        authorizationRef: 'a_1',
        amount: eur(500n),
      }),
    ]).saved;
    const subscription = foldAll([
      eventAt('s', 1, {
        type: 'subscription.renewed',
        subscriptionRef: 's_1',
        paidPeriod: { start: '2026-01-01T00:00:00.000Z', paymentRef: 'ch_1' },
      }),
    ]).saved;
    const textOfOrder = encodeFoldText(order);
    expect(resumeFold(decodeFoldText(textOfOrder), [linked('c_1')])).toBeUndefined();
    expect(resumeFold(decodeFoldText(textOfOrder), [linked('a_1')])).toBeUndefined();
    expect(resumeFold(decodeFoldText(textOfOrder), [linked('other')])).toBeDefined();
    expect(resumeFold(subscription, [linked('ch_1')])).toBeUndefined();
  });

  it('is not possible if a used-up authorization becomes a payment again, because its earlier changes are unknown', () => {
    const held = eventAt('held', 1, {
      type: 'payment.authorized',
      paymentRef: 'a_1',
      orderRef: 'o_1',
      amount: eur(500n),
    });
    const captured = (key: string, second: number, authorizationRef: string) =>
      eventAt(key, second, {
        type: 'payment.succeeded',
        paymentRef: 'c_1',
        authorizationRef,
        amount: eur(500n),
      });
    const { saved } = foldAll([held, captured('captured', 2, 'a_1')]);
    expect(resumeFold(saved, [captured('corrected', 3, 'a_2')])).toBeUndefined();
  });

  it('is not possible if a payment’s invoice turns out to belong to another subscription', () => {
    const begun = (ref: string, invoiceRef?: string) =>
      eventAt(`${ref} ${invoiceRef ?? ''}`, invoiceRef ? 3 : 1, {
        type: 'subscription.updated',
        subscriptionRef: ref,
        invoiceRef,
        status: 'active',
      });
    const paid = eventAt('paid', 2, { type: 'payment.succeeded', paymentRef: 'p_1', invoiceRef: 'i_1' });
    const { saved } = foldAll([begun('s_1'), begun('s_2'), paid]);
    expect(resumeFold(saved, [begun('s_2', 'i_1')])).toBeUndefined();
  });
});

describe('one more event', () => {
  /** Folds the last event and counts look-ups. Throws if all entries are read. */
  const lookUps = (events: readonly RecordedEvent[]) => {
    const { saved } = foldAll(events.slice(0, -1));
    const { state } = saved;
    const counted = [state.payments, state.refunds, state.disputes] as const;
    const spies = counted.flatMap((entries) => [
      vi.spyOn(entries as Map<string, unknown>, 'get'),
      ...(['keys', 'values', 'entries', 'forEach'] as const).map((way) =>
        vi.spyOn(entries as Map<string, unknown>, way).mockImplementation(() => {
          throw new Error(`all ${way} are read`);
        }),
      ),
    ]);
    const folded = resumeFold(saved, events.slice(-1));
    return { folded, lookUps: spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0) };
  };

  it.each([
    [
      'a declined attempt',
      (number: number) =>
        onDay(`${number}`, number, { ...attempt('', 0, 'payment.failed').event, paymentRef: `p_${number}` }),
    ],
    [
      'a refund of the same payment',
      (number: number) =>
        number === 0
          ? onDay('paid', 0, { ...attempt('', 0, 'payment.succeeded').event, paymentRef: 'p_1' })
          : onDay(`${number}`, number, {
              type: 'refund.succeeded',
              refundRef: `r_${number}`,
              paymentRef: 'p_1',
              amount: eur(1n),
            }),
    ],
    [
      'a renewal',
      (number: number) =>
        onDay(`${number}`, 7 * number, {
          type: 'subscription.renewed',
          subscriptionRef: 's_1',
          status: 'active',
          paidPeriod: {
            start: onDay('', 7 * number, attempt('', 0, 'payment.failed').event).event.occurredAt,
          },
        }),
    ],
  ])('%s looks up only what it concerns, after two thousand events as after twenty', (_, eventOf) => {
    const events = Array.from({ length: 2000 }, (_one, number) => eventOf(number));
    const [few, many] = [lookUps(events.slice(0, 20)), lookUps(events)];
    expect(many.lookUps).toBe(few.lookUps);
    expect(many.lookUps).toBeLessThan(12);
    expect(many.folded?.rows.payments.length).toBeLessThanOrEqual(1);
    expect(many.folded?.rows.refunds.length).toBeLessThanOrEqual(1);
  });
});

describe('in slices', () => {
  it('a long history gives the result of `foldAll`, with a pause after every 100 events', async () => {
    const events = Array.from({ length: 1001 }, (_, number) =>
      onDay(`${number}`, number, { ...attempt('', 0, 'payment.failed').event, paymentRef: `p_${number}` }),
    );
    let pauses = 0;
    const sliced = await foldAllInSlices(events, {
      context: DEFAULT_CONTEXT,
      isForMemory: false,
      pause: async () => {
        pauses += 1;
      },
    });
    expect(pauses).toBe(10);
    const whole = foldAll(events);
    expect(rowsText(sliced.rows)).toBe(rowsText(whole.rows));
    expect(encodeFoldText(sliced.saved)).toBe(encodeFoldText(whole.saved));
  });
});

it('a stored fold is read unchanged, and continues like one that was not stored', () => {
  const before = [attempt('a', 1, 'payment.succeeded'), attempt('b', 1, 'payment.failed')];
  const text = encodeFoldText(foldAll(before).saved);
  expect(text).not.toContain('view');
  expect(encodeFoldText(decodeFoldText(text))).toBe(text);
  const later = [attempt('c', 2, 'payment.failed')];
  const [stored, kept] = [resumeFold(decodeFoldText(text), later), resumeFold(foldAll(before).saved, later)];
  expect(stored && rowsText(stored.rows)).toBe(kept && rowsText(kept.rows));
});
