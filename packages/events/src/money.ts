import { z } from 'zod';

/** A number of minor units with a maximum number of digits: a string of digits in JSON and in the database, `bigint` in code. */
const minorUnits = (digits: number) => {
  const expected = 'expected a whole number of minor units';
  const limit = 10n ** BigInt(digits);
  return z.codec(
    z.string().regex(new RegExp(`^\\d{1,${digits}}$`), expected),
    z.bigint().refine((amount) => amount >= 0n && amount < limit, expected),
    { decode: (text) => BigInt(text), encode: (amount) => amount.toString() },
  );
};

/** A number of minor units. At most 38 digits, like `numeric(38,0)`. */
export const AmountMinor = minorUnits(38).meta({
  description: 'Whole minor units, never negative; a string of digits when serialised.',
});

/** A sum of such amounts: at most 60 digits, like `numeric(60,0)`. */
export const SumMinor = minorUnits(60).meta({
  description: 'A sum of whole minor units, never negative; a string of digits when serialised.',
});

/** Upper-case ISO 4217 code, or the provider's own currency id if it has no code (PaymentKit's `pc_…`). */
export const Currency = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected a currency code or id')
  .meta({ description: "Upper-case ISO 4217 code, or the provider's own currency id." });

/** The number of decimal digits between the minor unit and the main unit (EUR 2, JPY 0, an 18-decimal token 18). */
export const Exponent = z
  .int()
  .min(0)
  .max(36)
  .meta({ description: "Decimal places of the minor unit, by the provider's rule." });

export const Money = z
  .object({ amountMinor: AmountMinor, currency: Currency, exponent: Exponent })
  .meta({ description: 'An exact amount of one currency.' });

/** An exact amount: `amountMinor` minor units of `currency`, each worth 10^-`exponent`. */
export type Money = z.output<typeof Money>;
