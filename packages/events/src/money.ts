import { z } from 'zod';

const NO_AMOUNT = 'expected a whole number of minor units';

/** A count of minor units: decimal digits on the wire and in the database, `bigint` in code. At most 38 digits, like `numeric(38,0)`. */
export const AmountMinor = z
  .codec(
    z.string().regex(/^\d{1,38}$/, NO_AMOUNT),
    z.bigint().refine((amount) => amount >= 0n && amount < 10n ** 38n, NO_AMOUNT),
    { decode: (digits) => BigInt(digits), encode: (amount) => amount.toString() },
  )
  .meta({ description: 'Whole minor units, never negative; a string of digits when serialised.' });

/** A sum of such amounts: at most 60 digits, like `numeric(60,0)`. */
export const SumMinor = z
  .codec(z.string().regex(/^\d{1,60}$/, NO_AMOUNT), z.bigint(), {
    decode: (digits) => BigInt(digits),
    encode: (amount) => amount.toString(),
  })
  .meta({ description: 'A sum of whole minor units, never negative; a string of digits when serialised.' });

/** Upper-case ISO 4217 code, or the provider's own opaque currency id where it has no code (PaymentKit's `pc_…`). */
export const Currency = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected a currency code or id')
  .meta({ description: "Upper-case ISO 4217 code, or the provider's own currency id." });

/** How many decimal digits separate the minor unit from the unit people speak of (EUR 2, JPY 0, an 18-decimal token 18). */
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
