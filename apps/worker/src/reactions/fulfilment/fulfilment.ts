import { Prisma, type Transaction } from '@payspool/db';
import type { Topic } from '@payspool/events';
import type { Consumer, MemberTransition, Reaction } from '../consumer.ts';
import { type EntitlementRules, entitlementOfOrder, entitlementOfSubscription } from './entitlement.ts';
import type { FulfilmentSettings } from './settings.ts';
import { lockAggregate } from './lock-aggregate.ts';
import { type EntitlementChange, writeEntitlements } from './write-entitlements.ts';

type FulfilmentOptions = Omit<FulfilmentSettings, 'priceListFile'> & Pick<EntitlementRules, 'prices'>;

/** Writes `entitlements` from `access` and `validUntil` of the payloads: see docs/how-to/add-a-reaction.md. */
export function createFulfilment(
  options: FulfilmentOptions,
  { now }: { readonly now: () => Date },
): Consumer[] {
  if (options.fulfilment === 'off') return [];
  const fulfilling = { now, ...options };
  const alone: Reaction<Topic> = (transition, { db, logger }) =>
    db.$transaction(
      async (tx) => {
        const aggregateId = await lockAggregate(tx, transition.id);
        await fulfil(tx, [{ aggregateId, logger, ...transition }], fulfilling);
      },
      {
        isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
        maxWait: 10_000,
        timeout: 15_000,
      },
    );
  return [
    {
      name: 'fulfilment',
      on: Object.fromEntries([...ORDER, ...SUBSCRIPTION, ...WITHDRAWN].map((topic) => [topic, alone])),
      inSets: (tx, members) => fulfil(tx, members, fulfilling),
    },
  ];
}

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

/** Writes the entitlements of transitions, each of another purchase or subscription, which is locked. */
async function fulfil(
  tx: Transaction,
  members: readonly MemberTransition[],
  options: Fulfilling,
): Promise<void> {
  const changes = members.flatMap((member) =>
    member.aggregateId === undefined
      ? []
      : { aggregateId: member.aggregateId, transitionId: member.id, ...changeOf(member, options) },
  );
  const written = await writeEntitlements(tx, changes, { duplicates: options.fulfilmentDuplicateRef });
  // Paid, but not as the price list requires: a person must look at it.
  for (const { transitionId, status, reason } of written)
    if (status === 'withheld')
      members.find(({ id }) => id === transitionId)?.logger.warn({ reason }, 'entitlement withheld');
}

function changeOf(
  { topic, payload }: Pick<MemberTransition, 'topic' | 'payload'>,
  options: Fulfilling,
): Omit<EntitlementChange, 'aggregateId' | 'transitionId'> {
  const { provider, account, subject } = payload;
  const about = { provider, account, completes: false };
  if ('order' in payload) {
    const { order } = payload;
    return {
      ...about,
      subject: { kind: subject.kind, ref: order.orderRef },
      entitlement: entitlementOfOrder(payload, options),
      // A merchant reference that becomes known for an unpaid purchase does not grant anything.
      completes: topic === 'order.updated' && order.access === 'none',
    };
  }
  if ('subscription' in payload) {
    const at = topic === 'subscription.access_ended' ? 'ended' : options.now();
    return {
      subject: { kind: subject.kind, ref: payload.subscription.subscriptionRef },
      entitlement: entitlementOfSubscription(payload, { at, rules: options }),
      ...about,
    };
  }
  return { subject, entitlement: undefined, ...about };
}
