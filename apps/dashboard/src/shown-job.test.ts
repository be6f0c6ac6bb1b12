import { describe, expect, it } from 'vitest';
import { shownData } from './shown-job.ts';

const DELIVERY = {
  v: 1,
  provider: 'stripe',
  account: 'default',
  mode: 'live',
  eventKey: 'evt_1',
  type: 'payment_intent.succeeded',
  receivedAt: '2026-01-31T12:00:00.000Z',
  deliveryRef: 'secret-ref',
  kind: 'event',
  headers: { 'stripe-signature': 't=1,v1=ab' },
  body: '{"name":"Jane"}',
  bodyEncoding: 'utf8',
};
const REACTION = { v: 1, outboxId: '42', consumer: 'mail', topic: 'order.paid', subject: 'order pi_1' };
const HIDDEN = { showPayloads: false };

describe('shownData', () => {
  it('shows the ids and the type of a delivery, and the command that shows more', () => {
    expect(shownData('deliveries', DELIVERY, HIDDEN)).toEqual({
      show: 'payspool events show evt_1',
      provider: 'stripe',
      account: 'default',
      eventKey: 'evt_1',
      type: 'payment_intent.succeeded',
      receivedAt: '2026-01-31T12:00:00.000Z',
      kind: 'event',
    });
  });

  it('shows all current fields of a reaction', () => {
    expect(shownData('reactions', REACTION, HIDDEN)).toEqual({
      show: 'payspool reactions show 42',
      ...REACTION,
    });
  });

  it('shows nothing of an unknown field or of an unknown queue', () => {
    expect(shownData('reactions', { ...REACTION, payload: { name: 'Jane' } }, HIDDEN)).not.toHaveProperty(
      'payload',
    );
    expect(shownData('deliveries', { type: { name: 'Jane' } }, HIDDEN)).toEqual({});
    expect(shownData('another', DELIVERY, HIDDEN)).toEqual({});
    expect(shownData('deliveries', 'Jane', HIDDEN)).toEqual({});
    expect(shownData('deliveries', null, HIDDEN)).toEqual({});
  });

  it('shows everything if payloads are enabled', () => {
    expect(shownData('deliveries', DELIVERY, { showPayloads: true })).toEqual({
      show: 'payspool events show evt_1',
      ...DELIVERY,
    });
  });

  it.each([
    ['sha256:ab/c+d=', 'payspool events show sha256:ab/c+d='],
    ['evt;rm$IFS-rf', "payspool events show 'evt;rm$IFS-rf'"],
    ["it's`id`", String.raw`payspool events show 'it'\''s` + "`id`'"],
    ['--help', 'payspool events show -- --help'],
  ])('quotes the key %s in the command so that a shell reads it correctly', (eventKey, show) => {
    expect(shownData('deliveries', { eventKey }, HIDDEN)).toMatchObject({ show });
  });
});
