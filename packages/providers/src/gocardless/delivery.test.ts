import { describe, expect, it } from 'vitest';
import { bodyKey } from '../contract/index.ts';
import { gocardless } from './index.ts';

const SETTINGS = gocardless.settings.parse({ accessToken: 'sandbox_k3Qw' });
const event = (id: string | undefined, fields: object = {}) => ({
  id,
  created_at: '2026-03-05T06:02:11.907Z',
  resource_type: 'payments',
  action: 'confirmed',
  links: { payment: `PM_${id}` },
  ...fields,
});
const bodyOf = (body: unknown) => Buffer.from(JSON.stringify(body));
const identify = (body: unknown) => gocardless.identify({ headers: {}, body: bodyOf(body) });
const normalise = (body: unknown) => gocardless.normalise({ headers: {}, body: bodyOf(body) }, SETTINGS);

describe('the key of a delivery', () => {
  it('is that of its only event, also if another webhook sends the event again', () => {
    const first = { events: [event('EV1')], meta: { webhook_id: 'WB1' } };
    expect(identify(first)).toEqual({ eventKey: 'EV1', type: 'payments.confirmed', isHint: false });
    expect(identify({ ...first, meta: { webhook_id: 'WB2' } }).eventKey).toBe('EV1');
  });

  it('is the id of the webhook for several events, or else the hash of the body', () => {
    const events = [event('EV1'), event('EV2')];
    expect(identify({ events, meta: { webhook_id: 'WB1' } })).toEqual({
      eventKey: 'WB1',
      type: 'events',
      isHint: false,
    });
    expect(identify({ events }).eventKey).toBe(bodyKey(bodyOf({ events })));
  });

  it.each([
    ['no event', { events: [] }],
    ['an event without an id', { events: [event(undefined)] }],
    ['an event with an id that cannot be a key', { events: [event('ü')] }],
    ['no list', { events: 7 }],
  ])('is the hash of the body for %s', (_, body) => {
    expect(identify(body).eventKey).toBe(bodyKey(bodyOf(body)));
  });
});

describe('a delivery of several events', () => {
  it('has a part for each, with its own key, type, time and question', () => {
    const created = '2026-03-05T06:02:12.000Z';
    const events = [
      event('EV1'),
      event('EV2', { action: 'submitted', created_at: created }),
      event('EV3', { resource_type: 'mandates', action: 'created', links: { mandate: 'MD1' } }),
    ];
    const meaning = normalise({ events, meta: { webhook_id: 'WB1' } });
    expect(meaning).toMatchObject({ outcome: 'split', type: 'events' });
    const parts = meaning.outcome === 'split' ? meaning.parts : [];
    expect(parts).toMatchObject([
      {
        key: 'EV1',
        eventKey: 'EV1',
        type: 'payments.confirmed',
        outcome: 'events',
        questions: [{ key: 'EV1' }],
      },
      { key: 'EV2', eventKey: 'EV2', type: 'payments.submitted', occurredAt: created, outcome: 'events' },
      { key: 'EV3', eventKey: 'EV3', type: 'mandates.created', outcome: 'ignored' },
    ]);
    expect(parts[1]).not.toHaveProperty('questions');
  });

  it('has one failed part for an event that cannot be used, with what can be read of it', () => {
    const events = [event('EV1'), event('EV2', { links: {} }), event(undefined), 'nothing'];
    const meaning = normalise({ events });
    expect(meaning.outcome === 'split' && meaning.parts).toMatchObject([
      { key: 'EV1', outcome: 'events' },
      {
        key: 'EV2',
        eventKey: 'EV2',
        type: 'payments.confirmed',
        occurredAt: '2026-03-05T06:02:11.907Z',
        outcome: 'failed',
        code: 'schema_violation',
        reason: expect.stringMatching(/^links\.payment: /) as string,
      },
      { key: 'index:2', outcome: 'failed', reason: expect.stringMatching(/^id: /) as string },
      { key: 'index:3', outcome: 'failed', code: 'schema_violation' },
    ]);
  });

  it('of more than a thousand is refused', () => {
    expect(() => normalise({ events: Array.from({ length: 1001 }, (_, at) => event(`EV${at}`)) })).toThrow(
      'more than 1000 events',
    );
  });

  it('without any is ignored by the worker, because it has no parts', () => {
    expect(normalise({ events: [] })).toEqual({ outcome: 'split', type: 'events', parts: [] });
  });
});
