import type { Payload, Topic } from '@payspool/events';
import type { Consumer, Reaction, ReactionContext, Reactions } from '../consumer.ts';
import {
  type Entitlement,
  type EntitlementRules,
  entitlementOfOrder,
  entitlementOfSubscription,
} from './entitlement.ts';
import type { FulfilmentSettings } from './settings.ts';
import { removeWithdrawn, writeEntitlement } from './write-entitlement.ts';

type FulfilmentOptions = Omit<FulfilmentSettings, 'priceListFile'> & Pick<EntitlementRules, 'prices'>;

/** Keeps `entitlements` as the payloads' `access` and `validUntil` say: see docs/how-to/add-a-reaction.md. */
export const createFulfilment = (
  options: FulfilmentOptions,
  { now }: { readonly now: () => Date },
): Consumer[] =>
  options.fulfilment === 'off' ? [] : [{ name: 'fulfilment', on: fulfil({ ...options, now }) }];

const ORDER = [
  'order.paid',
  'order.unpaid',
  'order.partially_refunded',
  'order.refunded',
  'order.refund_reversed',
  'order.charged_back',
  'order.chargeback_reversed',
  'order.updated',
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
  'subscription.access_ended',
  'subscription.reinstated',
  'subscription.suspended',
] as const satisfies readonly Topic[];

const WITHDRAWN = ['order.withdrawn', 'subscription.withdrawn'] as const satisfies readonly Topic[];

type Fulfilling = FulfilmentOptions & { readonly now: () => Date };

function fulfil(options: Fulfilling): Reactions {
  const { now, fulfilmentDuplicateRef } = options;
  const order: Reaction<(typeof ORDER)[number]> = ({ topic, payload, id }, context) =>
    keep(
      {
        payload,
        ref: payload.order.orderRef,
        entitlement: entitlementOfOrder(payload, options),
        id,
        // An id that became known of what was never paid entitles to nothing.
        completes: topic === 'order.updated' && payload.order.access === 'none',
      },
      { options, context },
    );
  const subscription: Reaction<(typeof SUBSCRIPTION)[number]> = ({ topic, payload, id }, context) => {
    const at = topic === 'subscription.access_ended' ? 'ended' : now();
    const entitlement = entitlementOfSubscription(payload, { at, rules: options });
    return keep(
      { payload, ref: payload.subscription.subscriptionRef, entitlement, id },
      { options, context },
    );
  };
  const withdrawn: Reaction<(typeof WITHDRAWN)[number]> = ({ payload, id }, { db }) =>
    removeWithdrawn(db, payload, { transitionId: id, duplicates: fulfilmentDuplicateRef });
  return {
    ...Object.fromEntries(ORDER.map((topic) => [topic, order])),
    ...Object.fromEntries(SUBSCRIPTION.map((topic) => [topic, subscription])),
    ...Object.fromEntries(WITHDRAWN.map((topic) => [topic, withdrawn])),
  };
}

async function keep(
  {
    payload: { provider, account, subject },
    ref,
    entitlement,
    id,
    completes = false,
  }: {
    readonly payload: Payload;
    readonly ref: string;
    readonly entitlement: Entitlement;
    readonly id: bigint;
    readonly completes?: boolean;
  },
  {
    options: { fulfilmentDuplicateRef },
    context: { db, logger },
  }: { readonly options: Fulfilling; readonly context: ReactionContext },
): Promise<void> {
  const written = await writeEntitlement(
    db,
    { provider, account, subject: { kind: subject.kind, ref } },
    { entitlement, transitionId: id, duplicates: fulfilmentDuplicateRef, completes },
  );
  // Paid, but not what is asked for it: somebody has to look.
  if (written?.status === 'withheld') logger.warn({ reason: written.reason }, 'entitlement withheld');
}
