import { describe, expect, it } from 'vitest';
import { identify } from './identify.ts';

const identityOf = (text: string) => identify({ body: Buffer.from(text) });
const BODY_HASH = /^sha256:[0-9a-f]{64}$/;

describe('the identity of a body', () => {
  it('is the event id in the signed body', () => {
    expect(identityOf('{"id":"evt_1","type":"charge.succeeded"}')).toEqual({
      eventKey: 'evt_1',
      type: 'charge.succeeded',
    });
  });

  it.each([
    '',
    'null',
    '[]',
    '7',
    '{"id":7,"type":{}}',
    '{"id":"a b"}',
    `{"id":"${'x'.repeat(201)}"}`,
    '{"id":"evt',
  ])('is the hash of the body for %j', (text) => {
    const identity = identityOf(text);
    expect(identity.eventKey).toMatch(BODY_HASH);
    expect(identity).not.toHaveProperty('type');
  });

  it('differs between bodies without an id', () => {
    expect(identityOf('{}').eventKey).not.toBe(identityOf('{ }').eventKey);
  });

  it('has no type that cannot be stored', () => {
    expect(identityOf(JSON.stringify({ id: 'evt_1', type: 'charge\u0000' }))).toEqual({ eventKey: 'evt_1' });
    expect(identityOf(JSON.stringify({ id: 'evt_1', type: 'x'.repeat(256) }))).toEqual({ eventKey: 'evt_1' });
  });
});
