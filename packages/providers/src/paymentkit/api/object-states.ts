import { isRecord } from '@payspool/events';
import { unknownWord } from '../../contract/index.ts';
import type { handlers } from '../events/index.ts';

type Entity = Readonly<Record<string, unknown>>;
type HandledType = keyof typeof handlers;

/** The type of the event that reports a state, or the reason why none does. */
export type Reported = HandledType | { readonly ignored: string };

/** The states of each kind that have a status of their own in events (`@blocklet/payment-types` lib/*.d.ts, `status`). */
const SESSIONS: ReadonlyMap<unknown, Reported> = new Map<unknown, Reported>([
  ['complete', 'checkout.session.completed'],
  ['expired', 'checkout.session.expired'],
  ['open', { ignored: 'an open session: nothing has been bought yet' }],
]);
const INTENTS: ReadonlyMap<unknown, Reported> = new Map<unknown, Reported>([
  ['requires_payment_method', 'payment_intent.created'],
  ['requires_confirmation', 'payment_intent.created'],
  ['requires_action', 'payment_intent.requires_action'],
  ['processing', 'payment_intent.processing'],
  ['requires_capture', 'payment_intent.amount_capturable_updated'],
  ['succeeded', 'payment_intent.succeeded'],
  ['canceled', 'payment_intent.canceled'],
]);
const INVOICES: ReadonlyMap<unknown, Reported> = new Map<unknown, Reported>([
  ['draft', { ignored: 'a draft: nothing is due yet' }],
  ['open', 'invoice.finalized'],
  ['finalized', 'invoice.finalized'],
  ['paid', 'invoice.paid'],
  ['void', 'invoice.voided'],
  ['uncollectible', 'invoice.marked_uncollectible'],
]);

const byStatus =
  (what: string, states: ReadonlyMap<unknown, Reported>) =>
  ({ status }: Entity): Reported =>
    states.get(status) ?? { ignored: unknownWord(what, typeof status === 'string' ? status : undefined) };

/** An intent whose last attempt was declined waits for another one. */
const intent = (entity: Entity): Reported =>
  entity['status'] === 'requires_payment_method' && isRecord(entity['last_payment_error'])
    ? 'payment_intent.payment_failed'
    : byStatus('payment intent status', INTENTS)(entity);

/** The event that reports the state of an object, for each kind. The handlers of the last two decide by the status themselves. */
export const REPORTED_BY: Readonly<Record<string, (entity: Entity) => Reported>> = {
  checkout_session: byStatus('session status', SESSIONS),
  payment_intent: intent,
  invoice: byStatus('invoice status', INVOICES),
  refund: () => 'refund.updated',
  subscription: () => 'customer.subscription.updated',
};
