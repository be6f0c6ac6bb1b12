import { isRecord, type ReferenceWriter } from '@payspool/events';
import { merchantReference, type MerchantReference, type ReferenceField } from '../contract/index.ts';

/**
 * The writer of an entity's fields. Orders, links, invoices and subscriptions are created with the secret key or in the dashboard
 * (api/orders/create.md, api/payments/payment-links, api/payments/invoices, api/payments/subscriptions): the merchant writes them.
 * A payment's `notes` come from the options of Checkout, which run in the buyer's browser (integration-steps.md), and contain the
 * buyer's input on a Payment Page or Payment Button (payment-button/subscribe-to-webhooks.md).
 */
const WRITERS = {
  order: 'merchant',
  payment_link: 'merchant',
  invoice: 'merchant',
  subscription: 'merchant',
  /** A subscription that a buyer started with a Subscription Button: the buyer may have typed its notes. */
  subscription_of_a_button: 'buyer',
  payment: 'buyer',
} as const satisfies Record<string, ReferenceWriter>;

const NAMES: Partial<Record<keyof typeof WRITERS, string>> = { subscription_of_a_button: 'subscription' };

interface Source {
  readonly of: keyof typeof WRITERS;
  /** A field for the merchant's own id, by its name; it is read before `notes.order_id`. */
  readonly receipt?: unknown;
  readonly reference_id?: unknown;
  readonly notes?: unknown;
}

/** The merchant's own id and its possible writer: the entity's `receipt` or `reference_id`, otherwise `notes.order_id`. */
export const merchantRef = (...sources: readonly Source[]): MerchantReference =>
  merchantReference(...sources.flatMap(fieldsOf));

function fieldsOf({ of, receipt, reference_id, notes }: Source): ReferenceField[] {
  const name = NAMES[of] ?? of;
  const writer = WRITERS[of];
  return [
    { field: `${name}.receipt`, value: receipt, writer },
    { field: `${name}.reference_id`, value: reference_id, writer },
    { field: `${name}.notes.order_id`, value: isRecord(notes) ? notes['order_id'] : undefined, writer },
  ];
}
