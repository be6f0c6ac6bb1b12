import type { EventFacts, Money } from '@payspool/events';
import { UnusableEventError } from '../../contract/errors.ts';
import { firstMerchantRef } from '../../contract/merchant-ref.ts';
import { fromIsoText } from '../../contract/timestamps.ts';
import { Order } from '../schema.ts';
import { type EventHandler, readResource } from './event-handler.ts';
import { PAYMENT_WORDS, paymentOutcome } from './payment-outcome.ts';
import { paymentFacts } from './payment.ts';
import { lookUpWord } from './status-word.ts';

/** A checkout order. APPROVED is the buyer's word alone: no money has moved, and nothing here captures it. */
export const order =
  (type: 'created' | 'approved' | 'canceled' | 'completed'): EventHandler =>
  (event) => {
    const { occurredAt } = event;
    const resource = readResource(Order, event);
    const [first] = resource.purchase_units;
    const facts: EventFacts = {
      type: `order.${type}`,
      occurredAt,
      orderRef: resource.id,
      amount: amountDue(resource),
      providerStatus: resource.status,
      merchantRef: firstMerchantRef(first?.custom_id, first?.invoice_id),
      customerRef: resource.payer?.payer_id,
      createdAt: fromIsoText(resource.create_time),
    };
    return { facts: type === 'completed' ? [facts, ...paidCaptures(resource, occurredAt)] : [facts] };
  };

/** The captures that the order itself shows as paid: their own events may come later, or not be subscribed to. */
function paidCaptures(resource: Order, occurredAt: string): EventFacts[] {
  return resource.purchase_units
    .flatMap(({ payments }) => payments?.captures ?? [])
    .filter(({ status }) => lookUpWord(PAYMENT_WORDS, status) === 'succeeded')
    .map((capture) =>
      paymentFacts(capture, {
        occurredAt,
        orderRef: resource.id,
        status: paymentOutcome('succeeded', capture.status),
      }),
    );
}

/** The sum over the purchase units; unknown where one does not say. */
function amountDue({ purchase_units }: Order): Money | undefined {
  const amounts = purchase_units.map(({ amount }) => amount);
  const [first] = amounts;
  if (!first || amounts.includes(undefined)) return undefined;
  let amountMinor = 0n;
  for (const amount of amounts) {
    if (amount?.currency !== first.currency) {
      throw new UnusableEventError('amount_invalid', {
        path: 'resource.purchase_units',
        message: 'amounts of several currencies',
      });
    }
    amountMinor += amount.amountMinor;
  }
  return { ...first, amountMinor };
}
