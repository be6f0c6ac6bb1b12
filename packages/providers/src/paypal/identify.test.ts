import { describe, expect, it } from 'vitest';
import { identify } from './identify.ts';

const of = (body: unknown) =>
  identify({ body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) });

describe('the event key', () => {
  it('contains the id and the type, because the simulator sends one id for two types', () => {
    const id = 'WH-UY687577TY25889J9-2R6T55435R66168Y6';
    expect(of({ id, event_type: 'BILLING.SUBSCRIPTION.CANCELLED' })).toEqual({
      eventKey: `${id}:BILLING.SUBSCRIPTION.CANCELLED`,
      type: 'BILLING.SUBSCRIPTION.CANCELLED',
    });
    expect(of({ id, event_type: 'BILLING.SUBSCRIPTION.EXPIRED' }).eventKey).toBe(
      `${id}:BILLING.SUBSCRIPTION.EXPIRED`,
    );
  });

  it('is the id alone if there is no valid type', () => {
    expect(of({ id: 'WH-1', event_type: 7 })).toEqual({ eventKey: 'WH-1', type: undefined });
  });

  it.each([
    ['no id', '{"event_type":"A"}'],
    ['an id that is not text', '{"id":1,"event_type":"A"}'],
    ['an empty id', '{"id":""}'],
    ['an id with a space', '{"id":"a b","event_type":"A"}'],
    ['an id that is far too long', JSON.stringify({ id: 'x'.repeat(100_000), event_type: 'A' })],
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['nothing', ''],
    ['JSON that is nested too deeply', '['.repeat(100_000)],
  ])('is a hash of the body with %s', (_, body) => {
    expect(of(body).eventKey).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});
