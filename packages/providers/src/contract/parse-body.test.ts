import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UnusableEventError } from './errors.ts';
import { parseLosslessBody } from './parse-body.ts';

const problem = (body: string | Buffer): unknown => {
  try {
    parseLosslessBody(z.unknown(), Buffer.from(body));
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a body whose numbers keep their text', () => {
  it('is refused if a key has two values; the error contains the key and no value', () => {
    const found = problem('{"data":{"amount":1.00,"amount":"ada@shop.example"}}');
    expect(found).toBeInstanceOf(UnusableEventError);
    expect(found).toMatchObject({
      code: 'duplicate_key',
      message: 'the key "amount" appears twice, with two values',
    });
  });

  it('is refused for a long key, and the error contains only its beginning', () => {
    const key = 'k'.repeat(1000);
    expect(problem(`{"${key}":1,"${key}":2}`)).toMatchObject({
      message: `the key "${'k'.repeat(60)}" appears twice, with two values`,
    });
  });

  it.each([
    ['not JSON', '{"a":'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('is refused if it is %s, and the error does not quote it', (_, body) => {
    expect(problem(body)).toMatchObject({
      code: 'not_json',
      message: 'the body is not valid UTF-8 JSON',
    });
  });
});
