import { describe, expect, it } from 'vitest';
import { bodyKey } from '../contract/index.ts';
import { identify } from './identify.ts';

const of = (body: string) => identify({ body: Buffer.from(body) });

describe('the identity of a delivery', () => {
  it("is the event's own id", () => {
    expect(of('{"id":"evt_1","type":"refund.created","data":{"object":{"id":"re_1"}}}')).toEqual({
      eventKey: 'evt_1',
      type: 'refund.created',
    });
  });

  it("is the hash of the canonical text if Blocklet Server sends an event's data without the event's id", () => {
    const body = '{"object":{"id":"re_1"},"type":"Refund","$eventName":"refund.created","$sender":{}}';
    const text = '{"$eventName":"refund.created","$sender":{},"object":{"id":"re_1"},"type":"Refund"}';
    expect(of(body)).toEqual({ eventKey: bodyKey(Buffer.from(text)), type: 'refund.created' });
  });

  it('is never the id of the object, which all of its events share', () => {
    expect(of('{"id":"re_1","$eventName":"refund.created"}').eventKey).toMatch(/^sha256:/);
  });

  it("is the event's id if Blocklet Server forwards a whole event", () => {
    expect(of('{"id":"evt_1","$eventName":"refund.created","data":{"object":{"id":"re_1"}}}').eventKey).toBe(
      'evt_1',
    );
  });

  it('is the hash of the canonical text if the id cannot be a key', () => {
    const spelled = ['{"id":"\\u00e9","type":"a"}', '{ "type":"a", "id":"é" }'];
    expect(new Set(spelled.map((body) => of(body).eventKey))).toEqual(
      new Set([bodyKey(Buffer.from('{"id":"é","type":"a"}'))]),
    );
  });

  it('of null is that of an empty body, as for the signature', () => {
    expect(of('null').eventKey).toBe(bodyKey(Buffer.from('{}')));
  });

  it.each(['not json', '[]', '{"id":7,"type":7}', '{"id":"\u0000"}', '['.repeat(100_000)])(
    'is returned without an exception for %j',
    (body) => {
      expect(of(body)).toEqual({ eventKey: bodyKey(Buffer.from(body)), type: undefined });
    },
  );
});
