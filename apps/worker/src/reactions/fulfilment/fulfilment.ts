import type { Payload, Topic } from '@payspool/events';
import type { Consumer, Reaction, ReactionContext, Reactions } from '../consumer.ts';
import { type Entitlement, entitlementOfOrder, entitlementOfSubscription } from './entitlement.ts';
import type { PriceList } from './price-list.ts';
import type { FulfilmentSettings } from './settings.ts';
import { withdrawEntitlement, writeEntitlement } from './write-entitlement.ts';

/** Keeps `entitlements`: granted while an order is paid and a subscription runs, revoked when everything is refunded, charged back, canceled. */
export const createFulfilment = ({
  fulfilment,
  prices,
}: Pick<FulfilmentSettings, 'fulfilment'> & { readonly prices: PriceList | undefined }): Consumer[] =>
  fulfilment === 'off' ? [] : [{ name: 'fulfilment', on: fulfil(prices) }];

const ORDER = [
  'order.paid',
  'order.unpaid',
  'order.partially_refunded',
  'order.refunded',
  'order.refund_reversed',
  'order.charged_back',
  'order.chargeback_reversed',
] as const satisfies readonly Topic[];

const SUBSCRIPTION = [
  'subscription.activated',
  'subscription.updated',
  'subscription.renewed',
  'subscription.past_due',
  'subscription.recovered',
  'subscription.paused',
  'subscription.unpaid',
  'subscription.resumed',
  'subscription.canceled',
  'subscription.expired',
  'subscription.reinstated',
  'subscription.suspended',
] as const satisfies readonly Topic[];

const WITHDRAWN = ['order.withdrawn', 'subscription.withdrawn'] as const satisfies readonly Topic[];

function fulfil(prices: PriceList | undefined): Reactions {
  const order: Reaction<(typeof ORDER)[number]> = ({ payload, id }, context) =>
    keep(payload, { entitlement: entitlementOfOrder(payload, prices), id }, context);
  const subscription: Reaction<(typeof SUBSCRIPTION)[number]> = ({ payload, id }, context) =>
    keep(payload, { entitlement: entitlementOfSubscription(payload, prices), id }, context);
  const withdrawn: Reaction<(typeof WITHDRAWN)[number]> = ({ payload, id }, { db }) =>
    withdrawEntitlement(db, payload, id);
  return {
    ...Object.fromEntries(ORDER.map((topic) => [topic, order])),
    ...Object.fromEntries(SUBSCRIPTION.map((topic) => [topic, subscription])),
    ...Object.fromEntries(WITHDRAWN.map((topic) => [topic, withdrawn])),
  };
}

async function keep(
  payload: Payload,
  { entitlement, id }: { readonly entitlement: Entitlement; readonly id: bigint },
  { db, logger }: ReactionContext,
): Promise<void> {
  // Paid, but not what is asked for it: somebody has to look.
  if (entitlement.status === 'withheld') logger.warn({ reason: entitlement.reason }, 'entitlement withheld');
  await writeEntitlement(db, payload, { entitlement, transitionId: id });
}
