import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalFromMoney, moneyFromDecimal } from './decimal.ts';

describe('decimal amounts', () => {
  it.each([
    ['100.00', 2, 10000n],
    ['100', 2, 10000n],
    ['.50', 2, 50n],
    ['-0.01', 2, 1n],
    ['100', 0, 100n],
    ['100.00', 0, 100n],
    ['1.234', 3, 1234n],
    ['90071992547409.93', 2, 9007199254740993n],
  ])('%s with %i decimals is %s minor units', (text, exponent, minor) => {
    expect(moneyFromDecimal(text, 'XXX', exponent).amountMinor).toBe(minor);
  });

  it.each(['', '-', '.', '1e3', '1,00', '0x10', ' 1', '1.', 'NaN', '9'.repeat(81)])(
    '%j is refused',
    (text) => {
      expect(() => moneyFromDecimal(text, 'USD', 2)).toThrow(/decimal/);
    },
  );

  it('refuses decimals that the currency cannot hold, and does not round them', () => {
    expect(() => moneyFromDecimal('100.5', 'JPY', 0)).toThrow(/JPY/);
  });

  it('reads its own output back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 37n }),
        fc.integer({ min: 0, max: 18 }),
        (amountMinor, exponent) => {
          const text = decimalFromMoney({ amountMinor, exponent });
          expect(moneyFromDecimal(text, 'X', exponent).amountMinor).toBe(amountMinor);
        },
      ),
    );
  });
});
