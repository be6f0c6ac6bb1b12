import { readFileSync } from 'node:fs';
import { InvalidAmountError, moneyFromDecimal } from '@payspool/events';
import { ConfigError } from '@payspool/runtime';
import { parse } from 'yaml';
import { z } from 'zod';

const Pattern = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.slice(0, -1).includes('*'), 'a * is allowed only at the end');

const common = { item: z.string().min(1).max(255) };
const Sold = z.strictObject({
  ...common,
  merchantRef: Pattern,
  price: z.string().regex(/^\d{1,30}(\.\d{1,36})?$/, 'expected a quoted decimal such as "49.00"'),
  currency: z.string().min(1).max(64),
});
const Subscribed = z.strictObject({ ...common, planRef: Pattern });
const PriceList = z.strictObject({ prices: z.array(z.union([Sold, Subscribed])).min(1) });

/**
 * The items, by the merchant's own id of the purchase with its price, or by the provider's id of the plan. A `*` at the end of an
 * id stands for any text.
 */
export type PriceList = z.output<typeof PriceList>['prices'];

/** The item of a purchase, and whether the listed price was paid. */
export type Priced = { readonly item: string } | { readonly item?: string; readonly withheld: string };

/** @throws {ConfigError} with every invalid field */
export function readPriceList(path: string): PriceList {
  const result = PriceList.safeParse(parseFile(path));
  if (result.success) return result.data.prices;
  throw new ConfigError(
    result.error.issues.map(({ path: field, message }) => `PRICE_LIST_FILE: ${field.join('.')}: ${message}`),
  );
}

function parseFile(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'not YAML';
    throw new ConfigError([`PRICE_LIST_FILE: cannot be read (${reason})`]);
  }
}

/** An order must match a listed item, and at least the listed price must be paid in a listed currency. */
export function priceOrder(
  list: PriceList,
  order: {
    readonly merchantRef: string | null;
    readonly currency: string | null;
    readonly exponent: number | null;
    readonly paidMinor: bigint;
  },
): Priced {
  const listed = list.flatMap((entry) =>
    'merchantRef' in entry && matches(entry.merchantRef, order.merchantRef) ? [entry] : [],
  );
  const [first] = listed;
  if (!first) return { withheld: 'not_on_price_list' };
  const sameCurrency = listed.filter(({ currency }) => currency === order.currency);
  if (sameCurrency.length === 0) return { item: first.item, withheld: 'currency_not_listed' };
  const paid = sameCurrency.find(({ price, currency }) => {
    const due = minorUnits(price, currency, order.exponent);
    return due !== undefined && order.paidMinor >= due;
  });
  return paid ? { item: paid.item } : { item: first.item, withheld: 'price_too_low' };
}

/** The provider collects the price of a plan, so only the plan must be listed. */
export function priceSubscription(list: PriceList, planRef: string | null): Priced {
  const listed = list.find((entry) => 'planRef' in entry && matches(entry.planRef, planRef));
  return listed ? { item: listed.item } : { withheld: 'not_on_price_list' };
}

const matches = (pattern: string, ref: string | null): boolean =>
  ref !== null && (pattern.endsWith('*') ? ref.startsWith(pattern.slice(0, -1)) : ref === pattern);

/** No amount can pay a price that has more decimals than the currency. */
function minorUnits(price: string, currency: string, exponent: number | null): bigint | undefined {
  try {
    return moneyFromDecimal(price, currency, exponent ?? 0).amountMinor;
  } catch (error) {
    if (error instanceof InvalidAmountError) return undefined;
    throw error;
  }
}
