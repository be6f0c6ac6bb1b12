import { merchantReference, type MerchantReference } from '../contract/merchant-ref.ts';

/**
 * The merchant's own id of a purchase. A body does not say where it was created: PayPal's buttons create orders and subscriptions
 * in the buyer's browser with the public client id (`actions.order.create`, `actions.subscription.create`), which can send any
 * `custom_id`, `invoice_id` and amount. So each of these fields counts as written by the buyer.
 * Source: developer.paypal.com/sdk/js/v1/reference, `createOrder` and `createSubscription`.
 */
export const merchantReferenceOf = ({
  custom_id,
  invoice_id,
  custom,
  invoice_number,
}: {
  readonly custom_id?: unknown;
  readonly invoice_id?: unknown;
  /** v1 names. */
  readonly custom?: unknown;
  readonly invoice_number?: unknown;
}): MerchantReference =>
  merchantReference(
    { field: 'custom_id', value: custom_id, writer: 'buyer' },
    { field: 'custom', value: custom, writer: 'buyer' },
    { field: 'invoice_id', value: invoice_id, writer: 'buyer' },
    { field: 'invoice_number', value: invoice_number, writer: 'buyer' },
  );

/**
 * The same for an order, which has one for each purchase unit. If units differ, the order uses the first one sorted by bytes,
 * because PayPal does not promise the order of the list. Each capture keeps that of its own unit.
 */
export function merchantReferenceOfUnits(
  units: readonly { readonly custom_id?: unknown; readonly invoice_id?: unknown }[],
): { readonly reference: MerchantReference; readonly differs: boolean } {
  const inBytes = (field: 'custom_id' | 'invoice_id') => {
    const references = units.flatMap(
      (unit) => merchantReferenceOf({ [field]: unit[field] }).merchantRef ?? [],
    );
    return [...new Set(references)].toSorted(compareBytes);
  };
  const [customIds, invoiceIds] = [inBytes('custom_id'), inBytes('invoice_id')];
  const used = customIds.length > 0 ? customIds : invoiceIds;
  const field = customIds.length > 0 ? 'custom_id' : 'invoice_id';
  const reference = merchantReferenceOf({ [field]: used[0] });
  return { reference, differs: used.length > 1 };
}

/** JavaScript compares by UTF-16, which is a different order outside the basic plane. */
const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
