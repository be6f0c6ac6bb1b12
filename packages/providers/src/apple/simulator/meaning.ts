import { readFileSync } from 'node:fs';
import { withChanges } from '../../conformance/fixtures.ts';
import { apple } from '../index.ts';
import { bodyOf } from './jws.ts';

type Changes = Readonly<Record<string, unknown>>;

/** For tests: the content of a fixture. */
export const contentOfFixture = (fixture: string): Buffer =>
  readFileSync(new URL(`./fixtures/${fixture}.json`, import.meta.url));

/** For tests: the meaning of a fixture with other values at some paths; `undefined` removes the field. */
export function meaningOf(fixture: string, changes: Changes = {}) {
  const body = bodyOf(JSON.parse(withChanges(contentOfFixture(fixture), changes).toString()));
  return apple.normalise({ body, headers: {} }, apple.settings.parse({}));
}

/** For tests: the canonical events of a fixture. */
export function eventsOf(fixture: string, changes: Changes = {}) {
  const meaning = meaningOf(fixture, changes);
  if (meaning.outcome !== 'events') throw new Error(`${fixture} is ${meaning.outcome}`);
  return meaning.events;
}

/** For tests: the paths of the nested objects, and what the fixtures have in common. */
export const TX = 'data.signedTransactionInfo';
export const RENEWAL = 'data.signedRenewalInfo';
export const SIGNED = '2026-03-02T09:14:07.123Z';
export const SUB = '2000000905577101';
export const EUR = (milliunits: bigint) => ({ amountMinor: milliunits, currency: 'EUR', exponent: 3 });
export const OWNER = {
  merchantRef: '7c4a1e0f-52b8-4f53-9d0e-3f6a2b8c9d10',
  merchantRefField: 'appAccountToken',
  merchantRefWriter: 'buyer',
  customerRef: '704512988734561201',
};
export const EVERY_STATUS = [
  'incomplete',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'canceled',
  'expired',
];
export const subscription = {
  occurredAt: SIGNED,
  subscriptionRef: SUB,
  statusAfter: EVERY_STATUS,
  planRef: 'com.example.tea.monthly',
  quantity: 1,
  ...OWNER,
};
export const payment = {
  type: 'payment.succeeded',
  paymentRef: SUB,
  subscriptionRef: SUB,
  amount: EUR(4990n),
  ...OWNER,
};
