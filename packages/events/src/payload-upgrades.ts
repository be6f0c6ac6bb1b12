import { isRecord, type StoredRecord, type Upgrade } from './versioned-format.ts';

/**
 * The upgrades of stored payloads, by the version from which each starts. A field that a version did not have gets a value that
 * is safe for every reaction; docs/decisions/019-what-is-stored-stays-readable.md has the table.
 */
export const PAYLOAD_UPGRADES: Readonly<Record<number, Upgrade>> = {
  1: (stored) => ({
    ...stored,
    ...raised(stored, 'order', orderFrom1),
    ...raised(stored, 'payment', paymentFrom1),
    ...raised(stored, 'subscription', subscriptionFrom1),
  }),
};

const raised = (stored: StoredRecord, snapshot: string, upgrade: Upgrade): StoredRecord => {
  const before = stored[snapshot];
  return isRecord(before) ? { [snapshot]: upgrade(before) } : {};
};

/** Version 1 did not say who wrote the reference, so it is not proven that only the merchant could write it. */
const referenceFrom1 = ({ merchantRef }: StoredRecord) => ({
  merchantRefField: null,
  merchantRefWriter: merchantRef === null ? null : 'buyer',
});

const orderFrom1 = (order: StoredRecord): StoredRecord => ({
  ...order,
  ...referenceFrom1(order),
  access: orderAccessFrom1(order),
});

/** In version 1 a reaction decided by the status, and any lost dispute revoked the access. */
function orderAccessFrom1({ status, chargedBackMinor }: StoredRecord): string {
  const isChargedBack = typeof chargedBackMinor === 'string' && /[1-9]/.test(chargedBackMinor);
  if (isChargedBack || status === 'refunded') return 'revoked';
  return status === 'paid' || status === 'partially_refunded' ? 'granted' : 'none';
}

/** Version 1 published only disputes of orders. */
const paymentFrom1 = (payment: StoredRecord): StoredRecord => ({
  ...payment,
  ...referenceFrom1(payment),
  chargedBackMinor: '0',
  disputed: false,
});

const subscriptionFrom1 = (subscription: StoredRecord): StoredRecord => ({
  ...subscription,
  ...referenceFrom1(subscription),
  items: null,
  startsAt: null,
  collectionPaused: false,
  collectionResumesAt: null,
  // Version 1 had the end of a period, but not whether it was paid.
  paidPeriodStart: null,
  paidUntil: null,
  paidUntilSource: null,
  ...subscriptionAccessFrom1(subscription),
});

/** The statuses that ended a subscription and its access in version 1. */
const ENDED_FROM_1: ReadonlySet<unknown> = new Set(['unpaid', 'paused', 'canceled', 'expired']);

/** While the subscription ran, only a later transition ended access. After it had stopped, access had ended with its last event. */
function subscriptionAccessFrom1({ status, updatedAt }: StoredRecord) {
  if (ENDED_FROM_1.has(status))
    return { access: 'granted', validUntil: updatedAt ?? null, accessEndReason: status };
  const access = status === 'incomplete' ? 'none' : 'granted';
  return { access, validUntil: null, accessEndReason: null };
}
