import { ApiRefusedError } from '../../contract/api-access.ts';
import type { ObjectReads, SubjectRef } from '../../contract/provider-reads.ts';
import type { PaypalSettings } from '../settings.ts';
import { getObject } from './get-object.ts';
import { OBJECT_ID } from './kinds.ts';
import { listDisputes } from './list-disputes.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import { listTransactions } from './list-transactions.ts';
import { normaliseObservation } from './observe.ts';

const HOUR = 3_600_000;

const LISTS: ReadonlyMap<string, typeof listTransactions> = new Map([
  ['subscription', listSubscriptions],
  ['transaction', listTransactions],
  ['dispute', listDisputes],
]);

/** PayPal's objects. It has no list of orders, captures or refunds: the transaction search stands for them. */
export const objects: ObjectReads<PaypalSettings> = {
  listed: [...LISTS.keys()],
  settleMs: 3 * HOUR,
  list: async ({ kind, span, page }, access) => {
    const list = LISTS.get(kind);
    if (!list) throw new ApiRefusedError(`PayPal has no list of the kind ${kind}`, { status: 0 });
    return await list(span, page, access);
  },
  about,
  get: getObject,
  normalise: normaliseObservation,
};

/** A refund that PayPal reported by its payment alone has the name of the payment, with this end. */
const OF_PAYMENT = /:refund$/;
/** A payment of version 1, which contains sales and authorizations. It is not read. */
const PAYMENT_V1 = /^PAY(ID)?-/;

function about({ kind, ref }: SubjectRef): readonly { readonly kind: string; readonly id: string }[] {
  const asked =
    kind === 'refund' && OF_PAYMENT.test(ref)
      ? { kind: 'payment', id: ref.replace(OF_PAYMENT, '') }
      : { kind, id: ref };
  return OBJECT_ID.test(asked.id) && !PAYMENT_V1.test(asked.id) ? [asked] : [];
}
