import type { Money } from '@payspool/events';
import { UnusableEventError } from '../contract/index.ts';

/** The currencies in which GoCardless collects payments. All have two decimals. */
const CURRENCIES: ReadonlySet<string> = new Set(['AUD', 'CAD', 'DKK', 'EUR', 'GBP', 'NZD', 'SEK', 'USD']);

/**
 * An amount of the API.
 *
 * @throws {UnusableEventError} `currency_unknown` at `path`, because its number of decimals is not known
 */
export function money(amountMinor: bigint, currency: string, path: string): Money {
  if (!CURRENCIES.has(currency))
    throw new UnusableEventError('currency_unknown', { path, message: 'not a currency of GoCardless' });
  return { amountMinor, currency, exponent: 2 };
}
