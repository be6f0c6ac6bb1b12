import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape, fromUnixSeconds } from '../../contract/index.ts';
import { invoiceStates } from './observe-invoice.ts';
import {
  firstTime,
  Included,
  type ObservedState,
  type Seen,
  type Shown,
  Text,
  Time,
} from './observed-state.ts';

const SubscriptionFields = z.looseObject({
  status: Text,
  created: Time,
  canceled_at: Time,
  ended_at: Time,
  latest_invoice: z.unknown().optional(),
});

/** A subscription: when it was created, its state, and its latest invoice, which alone proves that a period is paid. */
export function subscriptionStates({ object, path, askedAt }: Seen): Shown {
  const subscription = checkShape(SubscriptionFields, object, path.split('.'));
  const invoice = Included.parse(subscription.latest_invoice);
  const billed = invoice && invoiceStates({ object: invoice, path: `${path}.latest_invoice`, askedAt });
  const createdAt = fromUnixSeconds(subscription.created);
  return [
    {
      ...stateOf(subscription, askedAt),
      object: invoice ? { ...subscription, latest_invoice: invoice['id'] } : object,
      path,
      adjust: (facts) => [...created(facts[0], createdAt), ...facts],
    },
    ...(billed && !('ignored' in billed) ? billed : []),
  ];
}

/** stripe-node src/resources/Subscriptions.ts. The object has no time of its last change, only those of its end. */
function stateOf(
  { status, canceled_at, ended_at }: z.output<typeof SubscriptionFields>,
  askedAt: string,
): Pick<ObservedState, 'type' | 'at'> {
  switch (status) {
    case 'canceled':
      return { type: 'customer.subscription.deleted', at: firstTime(askedAt, ended_at, canceled_at) };
    case 'incomplete_expired':
      return { type: 'customer.subscription.updated', at: firstTime(askedAt, ended_at) };
    case 'paused':
      return { type: 'customer.subscription.paused', at: askedAt };
    default:
      return { type: 'customer.subscription.updated', at: askedAt };
  }
}

/** That it was created, without the state that it had then, which is not known. */
function created(fact: EventFacts | undefined, at: string | undefined): EventFacts[] {
  if (at === undefined || fact === undefined || !('subscriptionRef' in fact)) return [];
  const { subscriptionRef, customerRef, merchantRef, merchantRefField, merchantRefWriter } = fact;
  if (subscriptionRef === undefined) return [];
  const names = { customerRef, merchantRef, merchantRefField, merchantRefWriter };
  return [{ type: 'subscription.created', occurredAt: at, subscriptionRef, ...names }];
}
