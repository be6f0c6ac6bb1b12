import { describe, expect, it } from 'vitest';
import { identify, targetOf } from './hint.ts';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const payment = { resource: 'payment', id: 'tr_7Uh', status: 'paid' };
const event = (fields: Readonly<Record<string, unknown>>) =>
  json({ resource: 'event', id: 'event_1', type: 'payment.paid', entityId: 'tr_7Uh', ...fields });
const full = (type: string, entity: unknown) => event({ type, _embedded: { entity } });

describe('a classic webhook', () => {
  it.each([
    ['id=tr_5B8cwPMGnU6qLbRvo7qEZo', { kind: 'payment', id: 'tr_5B8cwPMGnU6qLbRvo7qEZo' }],
    ['id=ord_kEn1PlbGa', { kind: 'order', id: 'ord_kEn1PlbGa' }],
    ['id=pl_4Y0eZitmBnQ6IDoMqZQKh', { kind: 'payment-link', id: 'pl_4Y0eZitmBnQ6IDoMqZQKh' }],
    ['id=sub_1&customerId=cst_2', { kind: 'subscription', id: 'sub_1', customerId: 'cst_2' }],
  ])('%s is a hint', (form, target) => {
    const body = Buffer.from(form);
    expect(targetOf(body)).toEqual(target);
    expect(identify({ body })).toEqual({ eventKey: `hint:${target.id}`, type: 'hint', isHint: true });
  });

  it.each([
    '',
    'testByMollie=1',
    'id=',
    'id=sub_1',
    'id=sub_1&customerId=cst_1%2F..',
    'id=re_4qqhO89gsT',
    'id=tr_1%2Frefunds',
    'id=tr_1%0A',
    'id=tr_1%00',
    'id=..%2F..%2Fv2%2Fpayments',
    `id=tr_${'a'.repeat(81)}`,
  ])('%j names nothing', (form) => {
    const body = Buffer.from(form);
    expect(targetOf(body)).toBeUndefined();
    expect(identify({ body })).toMatchObject({ isHint: true, eventKey: expect.stringMatching(/^sha256:/) });
  });
});

it.each(['id=tr_1/refunds', 'id=tr_1?x=1', 'id=tr_1\n', 'id="tr_1"', `id=tr_1&pad=${'a'.repeat(20_000)}`])(
  'a body with other characters than a form, or a longer one, is no hint: %#',
  (text) => {
    const body = Buffer.from(text);
    expect(targetOf(body)).toBeUndefined();
    expect(identify({ body })).toMatchObject({ isHint: false, eventKey: expect.stringMatching(/^sha256:/) });
  },
);

describe('a next-gen webhook', () => {
  it('with its entity is an event, whose key is its own id', () => {
    const identity = { eventKey: 'event_1', type: 'payment.paid', isHint: false };
    expect(identify({ body: full('payment.paid', payment) })).toEqual(identity);
  });

  it('with a simple payload is a hint about its payment', () => {
    expect(identify({ body: event({}) })).toEqual({
      eventKey: 'hint:tr_7Uh',
      type: 'payment.paid',
      isHint: true,
    });
    expect(targetOf(event({}))).toEqual({ kind: 'payment', id: 'tr_7Uh' });
  });

  it('about a refund with a simple payload asks for the payment in the address of the refund', () => {
    const href = 'https://elsewhere.example/v2/payments/tr_9/refunds/re_1';
    const body = event({ type: 'refund.refunded', entityId: 're_1', _links: { entity: { href } } });
    expect(identify({ body })).toMatchObject({ eventKey: 'hint:tr_9', isHint: true });
    expect(targetOf(body)).toEqual({ kind: 'payment', id: 'tr_9' });
  });

  it('about a refund without an address asks for the event', () => {
    const body = event({ type: 'refund.refunded', entityId: 're_1' });
    expect(identify({ body })).toMatchObject({ eventKey: 'hint:event_1', isHint: true });
    expect(targetOf(body)).toEqual({ kind: 'event', id: 'event_1' });
  });

  it('about a payment link is always a hint, because the link does not name its payment', () => {
    const entity = { resource: 'payment-link', id: 'pl_1', paidAt: '2026-03-02T09:31:12+00:00' };
    const body = event({ type: 'payment-link.paid', entityId: 'pl_1', _embedded: { entity } });
    expect(identify({ body })).toEqual({ eventKey: 'hint:pl_1', type: 'payment-link.paid', isHint: true });
    expect(targetOf(body)).toEqual({ kind: 'payment-link', id: 'pl_1' });
  });

  it.each(['hook.ping', 'sales-invoice.paid', 'capture.failed', 'something.new'])(
    'of the type %s is an event, also without an entity',
    (type) => {
      expect(identify({ body: event({ type, entityId: 'x_1' }) })).toEqual({
        eventKey: 'event_1',
        type,
        isHint: false,
      });
    },
  );

  it('that is the resource itself is an event, whose key is the hash of the body', () => {
    expect(identify({ body: json(payment) })).toEqual({
      eventKey: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      type: 'payment.paid',
      isHint: false,
    });
  });
});
