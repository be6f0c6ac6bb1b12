import { describe, expect, it } from 'vitest';
import type { Lifecycle } from '../../projection/test/proof/lifecycle.ts';
import { LIFECYCLES } from '../../projection/test/proof/lifecycles/index.ts';
import { providers } from './registry.ts';

/** The purchases that the proofs of order, sets, concurrency and rebuilding need of each provider. */
const NEEDED = {
  'a checkout': ({ rows }: Lifecycle) => rows.orders.some(({ paidMinor }) => paidMinor > 0n),
  'a refund': ({ rows }: Lifecycle) =>
    rows.payments.some(({ refundedMinor }) => refundedMinor > 0n) ||
    rows.refunds.some(({ status }) => status === 'succeeded'),
};
type Needed = keyof typeof NEEDED;

/** What a provider cannot have, with the reason. By slug: `{ acme: { 'a refund': 'Acme sends no event of a refund' } }`. */
const IMPOSSIBLE: Readonly<Record<string, Partial<Record<Needed, string>>>> = {};

const slugs = providers.map(({ slug }) => slug);

describe('packages/projection/test/proof/lifecycles/index.ts', () => {
  it.each(Object.entries(NEEDED))('has a lifecycle with %s of every registered provider', (needed, isOne) => {
    const missing = slugs.filter((slug) => !LIFECYCLES[slug]?.some(isOne));
    const impossible = Object.keys(IMPOSSIBLE).filter((slug) =>
      Object.hasOwn(IMPOSSIBLE[slug] ?? {}, needed),
    );
    expect(missing.toSorted(), `providers without a lifecycle with ${needed}`).toEqual(impossible.toSorted());
  });

  it('has only registered providers', () => {
    expect(Object.keys(LIFECYCLES).toSorted()).toEqual(slugs.toSorted());
  });
});
