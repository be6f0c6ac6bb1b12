import { z } from 'zod';
import type { Observation } from '../../contract/provider-reads.ts';
import type { PaypalAccess } from './api.ts';
import { getObject } from './get-object.ts';
import { type Kind, OBJECT_ID } from './kinds.ts';

const Text = z.string().optional().catch(undefined);

/** One movement of money, as the transaction search lists it (reporting_transactions_v1). */
export const Transaction = z.object({
  transaction_info: z.object({
    transaction_id: Text,
    /** The T-code: developer.paypal.com/reports/reference/t-codes. */
    transaction_event_code: Text,
    paypal_reference_id: Text,
    paypal_reference_id_type: Text,
    transaction_amount: z.object({ value: Text }).optional().catch(undefined),
  }),
});
export type Transaction = z.output<typeof Transaction>;

type Info = Transaction['transaction_info'];

/**
 * The object that moved the money; `gone` if none did: a fee, a transfer to the bank, money that the merchant sent, or a payment that was made
 * without the REST API.
 */
export async function getTransaction(
  { transaction_info: info }: Transaction,
  access: PaypalAccess,
): Promise<Observation | 'gone'> {
  for (const object of objectsOf(info)) {
    const found = OBJECT_ID.test(object.id) ? await getObject(object, access) : 'gone';
    if (found !== 'gone') return found;
  }
  return 'gone';
}

/** The objects that a transaction may be, in the order in which they are tried. */
function objectsOf(info: Info): readonly { readonly kind: Kind | 'payment'; readonly id: string }[] {
  const { transaction_id: id = '', transaction_event_code: code = '', transaction_amount: amount } = info;
  const isOut = amount?.value?.startsWith('-') === true;
  // A capture would not name the subscription, and the payment would become a purchase.
  if (code === SUBSCRIPTION_PAYMENT) return isOut ? [] : [{ kind: 'sale', id }];
  if (code.startsWith(PAYMENTS))
    return isOut
      ? []
      : [
          { kind: 'capture', id },
          { kind: 'sale', id },
        ];
  if (!RETURNS.has(code) || !isOut) return [];
  const { paypal_reference_id: payment = '', paypal_reference_id_type: type } = info;
  return [{ kind: 'refund', id }, ...(type === 'TXN' ? [{ kind: 'payment' as const, id: payment }] : [])];
}

const PAYMENTS = 'T00';
const SUBSCRIPTION_PAYMENT = 'T0002';
/** A reversal by PayPal, and a refund by the merchant. Disputes have a list of their own. */
const RETURNS: ReadonlySet<string> = new Set(['T1106', 'T1107']);
