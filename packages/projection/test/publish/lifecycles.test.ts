import { afterAll, describe, expect, it } from 'vitest';
import { LIFECYCLES } from '../proof/lifecycles/index.ts';
import type { Lifecycle } from '../proof/lifecycle.ts';
import { meaningOf, withoutDoubt } from './meaning.ts';
import { deliverTo, type Store } from './published-store.ts';
import { allRows, createListenerOf, expectUnderstood } from './understanding.ts';
import { walkOrders } from './walk-orders.ts';

/** Published as paid, as not paid, and as paid again, in some orders of arrival: what is known in between does not cover what is due. */
const IN_DOUBT: Readonly<Record<string, string>> = {
  'an authorization is captured in part and settles its order, the session being paid':
    'the session asks for more than is captured, until the intent says that nothing further will be',
  'an authorization that is captured in parts ends as the last of them':
    'a first capture seems to be the whole, until the order says what is due',
  'failed and tried again, an unknown word, pending and paid at one time, one of two payments refunded':
    'an attempt that is pending looks like a further payment, until it is known to be the one that was paid',
  'a declined unit that a later capture of the same amount pays is due once':
    'the declined unit looks like a further one, until the capture that comes after it is known',
  'a final capture lets go of the rest of its authorization, and the order is due what was captured':
    'the order asks for more than was captured, until the authorization says how much was let go',
  'a card is declined; then two payments are completed in one millisecond, in which one had been approved':
    'a first payment seems to be the whole, until the other one is known',
};
/** Everything may go back of a payment before it is known that it was all that was due. */
const REFUNDED_BEFORE_PAID = 'two refunds, each pending before it is processed, give everything back';

describe.each(Object.entries(LIFECYCLES))('%s', (provider, lifecycles) => {
  const sums = { orders: 0, resumed: 0, transitions: 0 };
  afterAll(() => {
    const count = (number: number) => number.toLocaleString('en');
    console.log(
      `publish ${provider}: ${lifecycles.length} lifecycles in ${count(sums.orders)} orders, ` +
        `${count(sums.transitions)} transitions, ${count(sums.resumed)} deliveries folded on top`,
    );
  });

  it.each(lifecycles)('$name', (lifecycle) => {
    const understandings = new Set<string>();
    const counts = walkOrders(lifecycle.deliveries, (store, order) => {
      sums.transitions += store.transitions.length;
      const listened = understoodBy(store);
      // The rest is a function of it, and slow: once for each that is met.
      if (!understandings.has(listened)) expectUnderstood(store);
      understandings.add(listened);
      expectSequence(lifecycle, store);
      const [first] = order;
      if (first) expect(deliverTo(store, first.events)).toBe(store);
    });
    expect(understandings.size).toBe(1);
    sums.orders += counts.orders;
    sums.resumed += counts.resumed;
  });
});

/** As text, by the names of now; a subject of which there was nothing to publish is as if it had been published. */
function understoodBy(store: Store): string {
  const { aggregates, transitions } = store;
  const { understood } = createListenerOf(transitions);
  const subjects = aggregates.flatMap(({ publishedState }) =>
    publishedState.filter(({ isPublished }) => isPublished),
  );
  const received = subjects.map(
    ({ kind, ref, currentRef }) => [`${kind} ${currentRef}`, understood.get(`${kind} ${ref}`)] as const,
  );
  const meant = new Map(aggregates.flatMap(({ rows }) => [...meaningOf(rows)]));
  const known = received.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const all = [...withoutDoubt(new Map([...meant, ...known]), allRows(store))].map(([name, value]) => {
    const facts = Object.entries(value).map(([fact, is]) => `${fact}=${String(is)}`);
    return `${name} ${inOrder(facts).join(' ')}`;
  });
  return inOrder(all).join('\n');
}

const inOrder = (texts: readonly string[]): string[] => texts.toSorted((a, b) => (a < b ? -1 : 1));

function expectSequence({ name, rows }: Lifecycle, { transitions }: Store): void {
  const topics: readonly string[] = transitions.map(({ topic }) => topic);
  const covered = rows.orders.some(
    ({ status, amountMinor, paidMinor }) =>
      status === 'paid' ||
      status === 'partially_refunded' ||
      (status === 'refunded' && amountMinor !== null && paidMinor >= amountMinor),
  );
  const paid = topics.filter((topic) => topic === 'order.paid').length;
  if (covered && IN_DOUBT[name] === undefined) expect(paid).toBe(1);
  expect(
    paid - topics.filter((topic) => topic === 'order.unpaid' || topic === 'order.withdrawn').length,
  ).toBe(covered ? 1 : 0);
  if (paid > 0) {
    const refunded = topics.lastIndexOf('order.refunded');
    // A refund that was all of what was known and turned out to be a part is corrected later.
    const isRefunded = rows.orders.some(({ status }) => status === 'refunded');
    if (isRefunded) expect(topics.lastIndexOf('order.paid')).toBeLessThan(refunded);
    if (name !== REFUNDED_BEFORE_PAID && isRefunded)
      expect(topics.indexOf('order.paid')).toBeLessThan(topics.indexOf('order.refunded'));
  }
  const ended = topics.findIndex(
    (topic) => topic === 'subscription.canceled' || topic === 'subscription.expired',
  );
  if (ended >= 0) expect(topics.lastIndexOf('subscription.activated')).toBeLessThan(ended);
}
