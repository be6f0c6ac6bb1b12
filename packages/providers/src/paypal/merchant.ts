import { compiled } from '@payspool/events';
import { z } from 'zod';
import type { NamedMerchant } from '../contract/provider.ts';
import type { PaypalSettings } from './settings.ts';

export type MerchantSettings = Pick<PaypalSettings, 'merchantId'>;

/** PayPal's own are 13 letters and digits. */
const MerchantId = z.string().regex(/^[A-Za-z0-9]{1,32}$/);
const Party = z.object({ merchant_id: MerchantId }).optional().catch(undefined);
const listOf = <Output>(schema: z.ZodType<Output>) => z.array(schema).catch([]);

/** The places in the resources that name the paid merchant. In any other form no merchant is named. */
const Named = z.object({
  payee: Party,
  purchase_units: listOf(z.object({ payee: Party }).catch({ payee: undefined })),
  disputed_transactions: listOf(z.object({ seller: Party }).catch({ seller: undefined })),
  /** For a refund: the merchant who pays it. In other resources it is the buyer, who has a `payer_id`. */
  payer: Party,
});

/** Whether a merchant's account is the configured one. Without a setting every account matches. */
export const isOwn = (merchantId: string, { merchantId: own }: MerchantSettings): boolean =>
  own.length === 0 || own.includes(merchantId);

/**
 * The merchant's account of an event, if its resource names one. An event that names the configured account among others belongs
 * to it. If nothing is configured and several accounts are named, none is recorded.
 */
export function namedMerchant(resource: unknown, settings: MerchantSettings): NamedMerchant | undefined {
  const refs = merchantsIn(resource);
  const [own, ...further] = refs.filter((ref) => isOwn(ref, settings));
  const [another] = refs;
  if (own !== undefined)
    return settings.merchantId.length === 0 && further.length > 0 ? undefined : { ref: own, is: 'ours' };
  return another === undefined ? undefined : { ref: another, is: 'other', setting: 'merchant_id' };
}

/** Sorted by bytes. */
function merchantsIn(resource: unknown): string[] {
  const { success, data } = compiled(Named).safeParse(resource);
  if (!success) return [];
  const parties = [
    data.payee,
    data.payer,
    ...data.purchase_units.map(({ payee }) => payee),
    ...data.disputed_transactions.map(({ seller }) => seller),
  ];
  return [...new Set(parties.flatMap((party) => party?.merchant_id ?? []))].toSorted();
}
