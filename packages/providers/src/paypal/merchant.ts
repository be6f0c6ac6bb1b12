import { compiled } from '@payspool/events';
import { z } from 'zod';
import type { NamedMerchant } from '../contract/provider.ts';
import type { PaypalSettings } from './settings.ts';

export type MerchantSettings = Pick<PaypalSettings, 'merchantId'>;

/** PayPal's own are 13 letters and digits. */
const MerchantId = z.string().regex(/^[A-Za-z0-9]{1,32}$/);
const Party = z.object({ merchant_id: MerchantId }).optional().catch(undefined);
const listOf = <Output>(schema: z.ZodType<Output>) => z.array(schema).catch([]);

/** Where the resources of different events name the merchant who is paid. Nobody is named where the form is another. */
const Named = z.object({
  payee: Party,
  purchase_units: listOf(z.object({ payee: Party }).catch({ payee: undefined })),
  disputed_transactions: listOf(z.object({ seller: Party }).catch({ seller: undefined })),
  /** Of a refund: who pays it. Elsewhere it is the buyer, who has a `payer_id`. */
  payer: Party,
});

/** Whether a merchant's account is the configured one. Without a setting there is nothing to compare with. */
export const isOwn = (merchantId: string, { merchantId: own }: MerchantSettings): boolean =>
  own.length === 0 || own.includes(merchantId);

/**
 * Whose event it is, where its resource names a merchant. One that names ours among others is ours. Where nothing is configured and
 * several are named, none is the account's.
 */
export function namedMerchant(resource: unknown, settings: MerchantSettings): NamedMerchant | undefined {
  const refs = merchantsIn(resource);
  const [own, ...further] = refs.filter((ref) => isOwn(ref, settings));
  const [another] = refs;
  if (own !== undefined)
    return settings.merchantId.length === 0 && further.length > 0 ? undefined : { ref: own, is: 'ours' };
  return another === undefined ? undefined : { ref: another, is: 'other', setting: 'merchant_id' };
}

/** In order of bytes. */
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
