import { describe, expect, it } from 'vitest';
import { money } from './money.ts';

describe("Stripe's amounts", () => {
  it.each([
    ['usd', 'USD', 2],
    ['EUR', 'EUR', 2],
    ['jpy', 'JPY', 0],
    ['krw', 'KRW', 0],
    ['xof', 'XOF', 0],
    ['kwd', 'KWD', 3],
    ['bhd', 'BHD', 3],
    ['isk', 'ISK', 2],
    ['ugx', 'UGX', 2],
    ['huf', 'HUF', 2],
    ['twd', 'TWD', 2],
  ])('of %s have the currency %s and %i decimals', (currency, code, exponent) => {
    expect(money(1234, currency)).toEqual({ amountMinor: 1234n, currency: code, exponent });
  });

  it('have no decimals for the currencies of its zero-decimal list, except UGX', () => {
    const list = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
    expect(list.filter((currency) => money(1, currency).exponent !== 0)).toEqual([]);
  });

  it('have three decimals for its three-decimal currencies', () => {
    const list = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];
    expect(list.filter((currency) => money(1, currency).exponent !== 3)).toEqual([]);
  });
});
