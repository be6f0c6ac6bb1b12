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

describe('shownData', () => {
  it('shows the ids and the type of a delivery, and the command that shows more', () => {
    expect(shownData('deliveries', DELIVERY)).toEqual({
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
    expect(shownData('reactions', REACTION)).toEqual({
      show: 'payspool reactions show 42',
      ...REACTION,
    });
  });

  it('shows nothing of an unknown field or of an unknown queue', () => {
    expect(shownData('reactions', { ...REACTION, payload: { name: 'Jane' } })).not.toHaveProperty('payload');
    expect(shownData('deliveries', { type: { name: 'Jane' } })).toEqual({});
    expect(shownData('another', DELIVERY)).toEqual({});
    expect(shownData('deliveries', 'Jane')).toEqual({});
    expect(shownData('deliveries', null)).toEqual({});
  });

  it.each([
    ['sha256:ab/c+d=', 'payspool events show sha256:ab/c+d='],
    ['evt;rm$IFS-rf', "payspool events show 'evt;rm$IFS-rf'"],
    ["it's`id`", String.raw`payspool events show 'it'\''s` + "`id`'"],
    ['--help', 'payspool events show -- --help'],
  ])('quotes the key %s in the command so that a shell reads it correctly', (eventKey, show) => {
    expect(shownData('deliveries', { eventKey })).toMatchObject({ show });
  });
});
