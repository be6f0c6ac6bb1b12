import type { EventFacts } from '@payspool/events';
import type { AccessPolicy, OrderRow, RecordedEvent, SubscriptionRow } from '../../src/index.ts';
import { eventAt } from '../histories/history.ts';

/** One row of the access model: what the money and the billing are, and what follows for access. */
export interface AccessCase {
  /** The state of money and billing, as the reference page has it. */
  readonly state: string;
  /** In the order in which they happened, one a second; at most six, so that every order of arrival can be tried. */
  readonly events: readonly RecordedEvent[];
  readonly policy?: Partial<AccessPolicy>;
  readonly access: OrderRow['access'] | SubscriptionRow['access'];
  /** When access ends; absent where nothing ends it. */
  readonly until?: string;
  readonly reason?: SubscriptionRow['accessEndReason'];
  readonly paidUntil?: string;
  readonly paidUntilSource?: SubscriptionRow['paidUntilSource'];
  /** What is published when the events arrive in order, one after the other, `payment.succeeded` left out. */
  readonly published: readonly string[];
}

type Facts = EventFacts extends infer One
  ? One extends EventFacts
    ? Omit<One, 'occurredAt'>
    : never
  : never;

/** Events of one second each, in order; the place in the list is the key. */
export const happened = (...facts: readonly Facts[]): RecordedEvent[] =>
  facts.map((one, index) => eventAt(`evt_${index + 1}`, index + 1, one));
