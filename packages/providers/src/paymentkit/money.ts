import type { Money } from '@payspool/events';
import { UnusableEventError } from '../contract/index.ts';
import type { PaymentKitSettings } from './settings.ts';

/**
 * `currency_id` is an id of the application's own database and does not show the decimals, which are configured.
 *
 * @throws {UnusableEventError} `currency_unknown`, with the path of the currency
 */
export function money(
  {
    amount,
    currencyId,
    path,
  }: { readonly amount: string; readonly currencyId: string; readonly path: string },
  { currencies }: Pick<PaymentKitSettings, 'currencies'>,
): Money {
  const exponent = Object.hasOwn(currencies, currencyId) ? currencies[currencyId] : undefined;
  if (exponent === undefined) {
    throw new UnusableEventError('currency_unknown', {
      path,
      message:
        'the decimals of this currency are not configured: add it to PAYMENTKIT_CURRENCIES and replay the event',
    });
  }
  return { amountMinor: BigInt(amount), currency: currencyId, exponent };
}
