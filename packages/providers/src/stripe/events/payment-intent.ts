import { together } from '../../contract/index.ts';
import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { money } from '../money.ts';
import { Charge, type PaymentIntent } from '../schema.ts';
import { type ChargeType, chargeSays } from './charge.ts';
import {
  type EventContext,
  optionalWord,
  orderIdIn,
  payerOf,
  readBeside,
  readExpanded,
  unknownWord,
  orderLink,
  type Said,
} from './event-handler.ts';

type Intent = z.output<typeof PaymentIntent>;

/** A snapshot of a payment intent with its charges. `type`: the state that the event proves; otherwise its status decides. */
export function intentSays(
  intent: Intent,
  context: EventContext,
  type: ChargeType | undefined = intentType(intent),
): Said {
  const { occurredAt } = context;
  return together(
    {
      facts: [
        intentFact(intent, context, type),
        ...(type === 'payment.succeeded' ? settledForLess(intent, occurredAt) : []),
      ],
      warnings: type ? [] : [unknownWord('payment intent status', intent.status)],
    },
    chargesIn(intent, context, type),
  );
}

function intentFact(
  intent: Intent,
  { occurredAt, settings }: EventContext,
  known: ChargeType | undefined,
): EventFacts {
  const type = known ?? 'payment.linked';
  // A partial capture receives less than the amount of the intent.
  const amount = type === 'payment.succeeded' ? (intent.amount_received ?? intent.amount) : intent.amount;
  const error = type === 'payment.failed' ? intent.last_payment_error : undefined;
  return {
    type,
    occurredAt,
    paymentRef: intent.id,
    ...(intent.latest_charge ? { paymentAliases: [intent.latest_charge.id] } : {}),
    ...orderLink(intent.id, intent.invoice, settings),
    amount: known && money(amount, intent.currency),
    failureCode: optionalWord(error?.decline_code ?? error?.code),
    settlesOrder: true,
    providerStatus: optionalWord(intent.status),
    ...orderIdIn(intent),
    customerRef: payerOf(intent),
  };
}

/** stripe-node src/resources/PaymentIntents.ts, and the names of before API 2019-02-11. */
function intentType({ status, last_payment_error }: Intent): ChargeType | undefined {
  switch (status) {
    case 'succeeded':
      return 'payment.succeeded';
    case 'requires_capture':
      return 'payment.authorized';
    case 'canceled':
      return 'payment.canceled';
    case 'processing':
    case 'requires_action':
    case 'requires_source_action':
    case 'requires_confirmation':
      return 'payment.pending';
    case 'requires_payment_method':
    case 'requires_source':
      return last_payment_error ? 'payment.failed' : 'payment.pending';
    default:
      return undefined;
  }
}

/**
 * An authorization that was captured in part: a successful intent captures nothing more, and the rest is released
 * (docs.stripe.com/payments/place-a-hold-on-a-payment-method). From then on the captured amount is the amount due of its
 * purchase, regardless of the amount of the session.
 */
function settledForLess(intent: Intent, occurredAt: string): EventFacts[] {
  const received = intent.amount_received ?? intent.amount;
  // An invoice states its own amount due.
  if (received >= intent.amount || intent.invoice) return [];
  return [
    {
      type: 'order.completed',
      occurredAt,
      orderRef: intent.id,
      paymentRef: intent.id,
      amount: money(received, intent.currency),
      tentative: true,
    },
  ];
}

/** The charges in the intent. Each is an attempt; a finished one says nothing about the current attempt. */
function chargesIn(intent: Intent, context: EventContext, type: ChargeType | undefined): Said {
  const read = (charge: z.output<typeof Charge>, beside: EventContext): Said => {
    // In some API versions, charges inside an intent do not repeat its id.
    const said = chargeSays({ ...charge, payment_intent: { id: intent.id } }, beside);
    const counts = (fact: EventFacts) =>
      !fact.type.startsWith('payment.') ||
      fact.type === 'payment.succeeded' ||
      (fact.type === type && fact.type !== 'payment.failed');
    return { facts: said.facts.filter(counts), warnings: said.warnings };
  };
  const listed = intent.charges?.entries() ?? [];
  return together(
    readExpanded({ schema: Charge, ref: intent.latest_charge, at: 'latest_charge' }, context, read),
    ...listed.map((value, index) =>
      readBeside({ schema: Charge, value, at: `charges.data.${index}` }, context, read),
    ),
  );
}
