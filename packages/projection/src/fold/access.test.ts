import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AccessCase } from '../../test/access/access-case.ts';
import { ORDER_CASES } from '../../test/access/order-cases.ts';
import { SUBSCRIPTION_CASES } from '../../test/access/subscription-cases.ts';
import { permutations } from '../../test/histories/permutations.ts';
import { createListener, nothingReceived } from '../../test/publish/listener.ts';
import { NOW } from '../../test/publish/meaning.ts';
import { prepare } from '../publish/prepare.ts';
import type { PublishedState } from '../publish/published-state.ts';
import { DEFAULT_POLICY } from './context.ts';
import { foldAll } from './fold.ts';
import type { RecordedEvent } from './history.ts';

const contextOf = ({ policy }: AccessCase) => ({
  policy: { ...DEFAULT_POLICY, ...policy },
  sharedPayments: new Map(),
});

/** Delivers the events one by one. Returns the published topics, and what a listener then knows. */
function arrive(order: readonly RecordedEvent[], access: AccessCase) {
  const listener = createListener();
  const topics: string[] = [];
  let publishedState: PublishedState = [];
  for (const [place] of order.entries()) {
    const outcome = prepare(publishedState, foldAll(order.slice(0, place + 1), contextOf(access)), NOW);
    publishedState = outcome.publishedState;
    for (const transition of outcome.transitions) {
      topics.push(transition.topic);
      listener.receive(transition);
    }
  }
  // No transition about a subject means the same as a subject to which nothing has happened.
  const understood = [...listener.understood].filter(
    ([, value]) => !isDeepStrictEqual(value, nothingReceived(value.kind)),
  );
  return { topics, understood: new Map(understood) };
}

describe.each([...ORDER_CASES, ...SUBSCRIPTION_CASES])('$state', (access) => {
  const { rows } = foldAll(access.events, contextOf(access));

  it(`access is ${access.access}`, () => {
    const [order, subscription] = [rows.orders[0], rows.subscriptions[0]];
    expect((order ?? subscription)?.access).toBe(access.access);
    if (!subscription) return;
    const { validUntil, accessEndReason, paidUntil, paidUntilSource } = subscription;
    expect({ validUntil, accessEndReason, paidUntil, paidUntilSource }).toEqual({
      validUntil: access.until ?? null,
      accessEndReason: access.reason ?? null,
      paidUntil: access.paidUntil ?? null,
      paidUntilSource: access.paidUntilSource ?? null,
    });
  });

  it('publishes the expected topics', () => {
    const { topics } = arrive(access.events, access);
    expect(topics.filter((topic) => topic !== 'payment.succeeded')).toEqual(access.published);
  });

  it('gives the same rows in every order of arrival, and listeners then know the same', () => {
    const { understood } = arrive(access.events, access);
    for (const order of permutations(access.events)) {
      expect(foldAll(order, contextOf(access)).rows).toEqual(rows);
      expect(arrive(order, access).understood).toEqual(understood);
    }
  });
});

it('has at least forty rows', () => {
  expect(ORDER_CASES.length + SUBSCRIPTION_CASES.length).toBeGreaterThanOrEqual(40);
});
