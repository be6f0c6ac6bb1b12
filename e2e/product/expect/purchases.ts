import { createHash } from 'node:crypto';
import { type Provider, providers } from '@payspool/providers';
import { type Scenario, type ScenarioName, simulatorOf } from '@payspool/providers/simulator';

/** One copy of a simulator's scenario, with its hand-written result. */
export interface Purchase extends Scenario {
  readonly provider: Provider;
  /** A part of every id of this copy, and of no other. */
  readonly uid: string;
}

const PAID = ['checkout', 'refund', 'failed-then-paid', 'dispute'] as const;
const SUBSCRIBED = ['subscription', 'renewal', 'cancellation'] as const;

/** Copies of every scenario of each provider. */
export function makePurchases({
  paid,
  subscribed,
  unpaid,
  startsAt,
}: Readonly<Record<'paid' | 'subscribed' | 'unpaid', number>> & { readonly startsAt: Date }): Purchase[] {
  const copies = (count: number, of: (copy: number) => Purchase[]) =>
    Array.from({ length: count }, (_, copy) => of(copy)).flat();
  return providers.flatMap((provider) => [
    ...copies(paid, (copy) => PAID.flatMap((name) => purchase(provider, { name, copy, startsAt }))),
    ...copies(subscribed, (copy) =>
      SUBSCRIBED.flatMap((name) => purchase(provider, { name, copy, startsAt })),
    ),
    ...copies(unpaid, (copy) => neverPaid(provider, { copy, startsAt })),
  ]);
}

interface Copy {
  readonly name: ScenarioName;
  readonly copy: number | string;
  readonly startsAt: Date;
}

/** Empty if the provider's product does not have it. */
export function purchase(provider: Provider, { name, copy, startsAt }: Copy): Purchase[] {
  const play = simulatorOf(provider).scenarios[name];
  if (!play) return [];
  const uid = createHash('sha256').update(`${provider.slug}/${name}/${copy}`).digest('hex').slice(0, 12);
  return [{ provider, uid, ...play({ uid, startsAt }) }];
}

function neverPaid(
  provider: Provider,
  { copy, startsAt }: Omit<Copy, 'name'> & { readonly copy: number },
): Purchase[] {
  return purchase(provider, { name: 'failed-then-paid', copy: `unpaid ${copy}`, startsAt }).flatMap((whole) =>
    // A subscription whose payment fails leaves a row, and the trial before it gave access.
    whole.unpaid === undefined || whole.expected.subscriptions.length > 0
      ? []
      : {
          ...whole,
          deliveries: whole.deliveries.slice(0, whole.unpaid),
          expected: { orders: [], subscriptions: [] },
        },
  );
}
