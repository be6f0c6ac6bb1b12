import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@payspool/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PriceList, priceOrder, priceSubscription, readPriceList } from './price-list.ts';

const LIST: PriceList = [
  { item: 'course', merchantRef: 'course-*', price: '49.00', currency: 'EUR' },
  { item: 'course', merchantRef: 'course-*', price: '5300', currency: 'JPY' },
  { item: 'course half', merchantRef: 'course-*', price: '24.50', currency: 'EUR' },
  { item: 'book', merchantRef: 'book', price: '0.001', currency: 'EUR' },
  { item: 'gold', planRef: 'price_gold*' },
];
const bought = { merchantRef: 'course-7', currency: 'EUR', exponent: 2, paidMinor: 4900n };

describe('an order and the price list', () => {
  it.each([
    ['the listed price', bought, { item: 'course' }],
    ['more', { ...bought, paidMinor: 999_999n }, { item: 'course' }],
    [
      'a cent less than one entry, enough for another',
      { ...bought, paidMinor: 4899n },
      { item: 'course half' },
    ],
    ['too little for any', { ...bought, paidMinor: 2449n }, { item: 'course', withheld: 'price_too_low' }],
    ['nothing', { ...bought, paidMinor: 0n }, { item: 'course', withheld: 'price_too_low' }],
    [
      'another listed currency',
      { ...bought, currency: 'JPY', exponent: 0, paidMinor: 5300n },
      { item: 'course' },
    ],
    [
      'the same number in a currency that has no cents',
      { ...bought, currency: 'JPY', exponent: 0, paidMinor: 4900n },
      { item: 'course', withheld: 'price_too_low' },
    ],
    ['another currency', { ...bought, currency: 'USD' }, { item: 'course', withheld: 'currency_not_listed' }],
    ['no currency', { ...bought, currency: null }, { item: 'course', withheld: 'currency_not_listed' }],
    ['an item that is not listed', { ...bought, merchantRef: 'yacht' }, { withheld: 'not_on_price_list' }],
    ['no item', { ...bought, merchantRef: null }, { withheld: 'not_on_price_list' }],
    ['more than an exact id', { ...bought, merchantRef: 'book-2' }, { withheld: 'not_on_price_list' }],
    [
      'a price with more decimals than the currency has',
      { ...bought, merchantRef: 'book' },
      { item: 'book', withheld: 'price_too_low' },
    ],
  ])('%s', (_, order, expected) => {
    expect(priceOrder(LIST, order)).toEqual(expected);
  });
});

it('a subscription must have a listed plan', () => {
  expect(priceSubscription(LIST, 'price_gold_yearly')).toEqual({ item: 'gold' });
  expect(priceSubscription(LIST, 'price_silver')).toEqual({ withheld: 'not_on_price_list' });
  expect(priceSubscription(LIST, null)).toEqual({ withheld: 'not_on_price_list' });
  expect(priceSubscription(LIST, 'course-1')).toEqual({ withheld: 'not_on_price_list' });
});

describe('the price list file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'payspool-prices-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (text: string) => {
    const path = join(folder, 'prices.yaml');
    writeFileSync(path, text);
    return readPriceList(path);
  };

  it('is a list under `prices`', () => {
    const text = `prices:\n- {item: a, merchantRef: 'a-*', price: '49.00', currency: EUR}\n- {item: b, planRef: p}\n`;
    expect(read(text)).toEqual([
      { item: 'a', merchantRef: 'a-*', price: '49.00', currency: 'EUR' },
      { item: 'b', planRef: 'p' },
    ]);
  });

  it.each([
    [
      'a price that YAML would read as a float',
      'prices: [{item: a, merchantRef: a, price: 49.10, currency: EUR}]',
    ],
    ['a negative price', "prices: [{item: a, merchantRef: a, price: '-1', currency: EUR}]"],
    ['no price', 'prices: [{item: a, merchantRef: a, currency: EUR}]'],
    ['a field that does not exist', 'prices: [{item: a, planRef: p, price_: 1}]'],
    ['a * in the middle', 'prices: [{item: a, planRef: "a*b"}]'],
    ['nothing', ''],
    ['an empty list', 'prices: []'],
    ['text that is not YAML', 'prices: ['],
  ])('is refused if it contains %s', (_, text) => {
    expect(() => read(text)).toThrow(ConfigError);
  });

  it('is refused if it is missing', () => {
    expect(() => readPriceList(join(folder, 'none.yaml'))).toThrow('ENOENT');
  });
});
