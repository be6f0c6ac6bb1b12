import { byVersion } from '@payspool/testkit';
import type { Lifecycle } from '../lifecycle.ts';
import { LIFECYCLES } from './index.ts';

/** Lifecycles of each provider in the short version. */
const EACH = byVersion({ short: 4, long: Infinity });

/**
 * Lifecycles for a proof about the store, which treats all providers alike: in the short version some of each provider, other ones in
 * each run. The names of the tests say which. `every-order` and `publish/lifecycles` always use all of them.
 */
export const sampleLifecycles = (): (readonly [provider: string, lifecycle: Lifecycle])[] =>
  Object.entries(LIFECYCLES).flatMap(([provider, lifecycles]) =>
    someOf(lifecycles).map((lifecycle) => [provider, lifecycle] as const),
  );

function someOf<Item>(items: readonly Item[]): Item[] {
  const left = [...items];
  while (left.length > EACH) left.splice(Math.floor(Math.random() * left.length), 1);
  return left;
}
