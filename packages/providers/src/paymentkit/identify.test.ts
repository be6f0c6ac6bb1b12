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

  it("is the hash of the canonical text where Blocklet Server sends an event's data without its id", () => {
    const body = '{"object":{"id":"re_1"},"type":"Refund","$eventName":"refund.created","$sender":{}}';
    const text = '{"$eventName":"refund.created","$sender":{},"object":{"id":"re_1"},"type":"Refund"}';
    expect(of(body)).toEqual({ eventKey: bodyKey(Buffer.from(text)), type: 'refund.created' });
  });

  it("is never the object's id, which all of its events share", () => {
    expect(of('{"id":"re_1","$eventName":"refund.created"}').eventKey).toMatch(/^sha256:/);
  });

  it("is the event's id where Blocklet Server relays a whole event", () => {
    expect(of('{"id":"evt_1","$eventName":"refund.created","data":{"object":{"id":"re_1"}}}').eventKey).toBe(
      'evt_1',
    );
  });

  it('is the hash of the canonical text where the id cannot be a key', () => {
    const spelled = ['{"id":"\\u00e9","type":"a"}', '{ "type":"a", "id":"é" }'];
    expect(new Set(spelled.map((body) => of(body).eventKey))).toEqual(
      new Set([bodyKey(Buffer.from('{"id":"é","type":"a"}'))]),
    );
  });

  it('is that of an empty body for null, as the signature has it', () => {
    expect(of('null').eventKey).toBe(bodyKey(Buffer.from('{}')));
  });

  it.each(['not json', '[]', '{"id":7,"type":7}', '{"id":"\u0000"}', '['.repeat(100_000)])(
    'is found without throwing in %j',
    (body) => {
      expect(of(body)).toEqual({ eventKey: bodyKey(Buffer.from(body)), type: undefined });
    },
  );
});
