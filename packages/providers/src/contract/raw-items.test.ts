import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawItems } from './raw-items.ts';

const texts = (body: string, key?: string) =>
  rawItems(Buffer.from(body), key)?.map((item) => item.toString('utf8'));

describe('the raw items of a list', () => {
  it('have the bytes of the answer', () => {
    const body =
      '{ "has_more" : true, "d\\u0061ta": [ {"a": 1.0, "b":"]}\\"" } ,2, "x,y", [ ] ], "url":"/v1" }';
    expect(texts(body, 'data')).toEqual(['{"a": 1.0, "b":"]}\\"" }', '2', '"x,y"', '[ ]']);
  });

  it.each([
    ['without the key', '{"items":[1]}', 'data'],
    ['whose value is not an array', '{"data":{"data":[1]}}', 'data'],
    ['that is not an object', '[[1]]', 'data'],
  ])('are absent from a body %s', (_, body, key) => {
    expect(texts(body, key)).toBeUndefined();
  });

  it('are those of the whole body without a key', () => {
    expect(texts(' [1, {"data":[2]}]')).toEqual(['1', '{"data":[2]}']);
    expect(texts('[]')).toEqual([]);
  });

  it.each(['{"data":[1', '{"data":[1 2]}', '{"data":["a]}', '{"data"[1]}', '{"data":[,]}', '{data:[1]}'])(
    'of %s are refused',
    (body) => {
      expect(() => texts(body, 'data')).toThrowError(expect.objectContaining({ code: 'not_json' }));
    },
  );

  it('equal the items that a JSON library reads, for any list', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), fc.constantFrom(0, 2), (data, other, space) => {
        const body = JSON.stringify({ other, data, last: other }, undefined, space);
        expect(texts(body, 'data')?.map((text) => JSON.parse(text))).toEqual(
          JSON.parse(JSON.stringify(data)),
        );
      }),
    );
  });
});
