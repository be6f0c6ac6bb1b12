import { UnusableEventError } from '../../contract/index.ts';
import { Charge, PaymentIntent, type Ref } from '../schema.ts';
import { chargeSays } from './charge-says.ts';
import { type EventContext, readExpanded } from './event-handler.ts';
import { intentSays } from './intent-says.ts';
import { type Said, together } from './said.ts';

interface AboutPayment {
  readonly payment_intent?: Ref | null | undefined;
  readonly charge?: Ref | null | undefined;
}

/**
 * The payment of a refund or dispute: the intent, with its charge as another name, or a charge without an intent.
 *
 * @throws {UnusableEventError} if it names a payment whose id is invalid
 */
export function paymentOf(
  { payment_intent: intent, charge }: AboutPayment,
  { path, odd }: EventContext,
): { paymentRef?: string; paymentAliases?: string[] } {
  if (intent) return { paymentRef: intent.id, ...(charge ? { paymentAliases: [charge.id] } : {}) };
  if (charge) return { paymentRef: charge.id };
  const unreadable = ['payment_intent', 'charge']
    .map((field) => `${path}.${field}`)
    .find((at) => odd.includes(at));
  if (unreadable)
    throw new UnusableEventError('schema_violation', { path: unreadable, message: 'names no payment' });
  return {};
}

/** The facts of the payment, if the refund or dispute contains it. */
export const paymentBeside = ({ payment_intent, charge }: AboutPayment, context: EventContext): Said =>
  together(
    readExpanded({ schema: PaymentIntent, ref: payment_intent, at: 'payment_intent' }, context, intentSays),
    readExpanded({ schema: Charge, ref: charge, at: 'charge' }, context, chargeSays),
  );
