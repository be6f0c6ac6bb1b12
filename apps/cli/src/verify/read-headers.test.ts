import { describe, expect, it } from 'vitest';
import { readHeaders } from './settings-of.ts';

describe('readHeaders', () => {
  it('accepts names in upper and lower case', () => {
    expect(readHeaders('{"Stripe-SIGNATURE":"t=1","x-n":2}', 'h.json')).toEqual({
      'stripe-signature': 't=1',
      'x-n': '2',
    });
  });

  it.each(['nope', '[]', 'null', '"x"'])('refuses %s', (text) => {
    expect(() => readHeaders(text, 'h.json')).toThrow('h.json');
  });
});
