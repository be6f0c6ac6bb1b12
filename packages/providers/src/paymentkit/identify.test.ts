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

  it("is the body's hash where Blocklet Server sends the data of an event without its id", () => {
    const body = '{"object":{"id":"re_1"},"type":"Refund","$eventName":"refund.created","$sender":{}}';
    expect(of(body)).toEqual({ eventKey: bodyKey(Buffer.from(body)), type: 'refund.created' });
  });

  it("is never the object's id, which all of its events share", () => {
    expect(of('{"id":"re_1","$eventName":"refund.created"}').eventKey).toMatch(/^sha256:/);
  });

  it("is the event's id where Blocklet Server relays a whole event", () => {
    expect(of('{"id":"evt_1","$eventName":"refund.created","data":{"object":{"id":"re_1"}}}').eventKey).toBe(
      'evt_1',
    );
  });

  it.each(['not json', 'null', '[]', '{"id":7,"type":7}', '{"id":"\u0000"}', '['.repeat(100_000)])(
    'is found without throwing in %j',
    (body) => {
      expect(of(body)).toEqual({ eventKey: bodyKey(Buffer.from(body)), type: undefined });
    },
  );
});
