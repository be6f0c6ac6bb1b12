import { providers } from '@payspool/providers';
import { SCENARIOS } from '@payspool/providers/simulator';
import { planArrivals } from '../proof/plan.ts';
import { type Purchase, purchase } from '../proof/purchases.ts';

/** Whole purchases of every provider and scenario, in equal parts, until there are enough deliveries. */
export function planPurchases(seed: number, deliveries: number) {
  const startsAt = new Date(Date.now() - 3_600_000);
  const purchases: Purchase[] = [];
  let copy = 0;
  for (let count = 0; count < deliveries; copy += 1) {
    const round = providers.flatMap((provider) =>
      SCENARIOS.flatMap((name) => purchase(provider, { name, copy: `${seed} ${copy}`, startsAt })),
    );
    purchases.push(...round);
    count += round.reduce((sum, { deliveries: its }) => sum + its.length, 0);
  }
  return { purchases, requests: planArrivals(purchases, seed) };
}
