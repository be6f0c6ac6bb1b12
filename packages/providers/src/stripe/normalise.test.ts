import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/index.ts';
import { CREATED, fixture, withDefaults } from './fixtures/made-event.ts';
import { normalise } from './normalise.ts';

const refund = { id: 're_1', status: 'succeeded', amount: 100, currency: 'usd', charge: 'ch_1' };
const event = { id: 'evt_1', object: 'event', type: 'refund.created', created: CREATED, livemode: true };

const meaningOf = (body: unknown, signedAt?: Date) =>
  normalise({ body: Buffer.from(JSON.stringify(body)), headers: {}, signedAt }, withDefaults());

function problemOf(run: () => unknown): { code: string; path: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof UnusableEventError)
      return { code: error.code, path: error.path, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the envelope', () => {
  it('gives every canonical event its time and mode', () => {
    const meaning = meaningOf({ ...event, data: { object: refund } });
    expect(meaning).toMatchObject({
      outcome: 'events',
      type: 'refund.created',
      occurredAt: '2026-01-01T12:01:00.000Z',
      mode: 'live',
      events: [{ type: 'refund.succeeded', occurredAt: '2026-01-01T12:01:00.000Z' }],
    });
    expect(meaningOf({ ...event, livemode: false, data: { object: refund } }).mode).toBe('test');
    expect(meaningOf({ ...event, livemode: undefined, data: { object: refund } }).mode).toBeUndefined();
  });

  it.each([undefined, null, 'yesterday', -1, 1e300])(
    'whose time is %j borrows the signed time of sending',
    (created) => {
      const signedAt = new Date('2026-02-03T04:05:06.000Z');
      const meaning = meaningOf({ ...event, created, data: { object: refund } }, signedAt);
      expect(meaning).toMatchObject({
        occurredAt: '2026-02-03T04:05:06.000Z',
        events: [{ refundRef: 're_1' }],
      });
    },
  );

  it('without any time is unusable', () => {
    expect(problemOf(() => meaningOf({ ...event, created: null, data: { object: refund } }))).toMatchObject({
      code: 'schema_violation',
      path: 'created',
    });
  });
});

describe('events that change nothing', () => {
  it('are ignored with a reason when their type is known', () => {
    expect(meaningOf({ ...event, type: 'customer.created', data: { object: {} } })).toMatchObject({
      outcome: 'ignored',
      type: 'customer.created',
      reason: 'describes a customer, not a purchase',
    });
  });

  it.each(['invoice.invented', '__proto__', 'constructor', 'toString'])(
    'are ignored when their type is %s',
    (type) => {
      expect(meaningOf({ ...event, type, data: null })).toMatchObject({
        outcome: 'ignored',
        reason: 'unknown event type',
      });
    },
  );

  it('are ignored even without a time', () => {
    expect(meaningOf({ object: 'event', type: 'payout.paid' })).toMatchObject({ outcome: 'ignored' });
  });

  it('include thin events, which have no object inside', () => {
    const thin = {
      id: 'evt_2',
      object: 'v2.core.event',
      type: 'v1.billing.meter.error_report_triggered',
      created: '2026-01-01T12:01:00.000Z',
      livemode: true,
      related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
    };
    expect(meaningOf(thin)).toEqual({
      outcome: 'ignored',
      type: 'v1.billing.meter.error_report_triggered',
      occurredAt: '2026-01-01T12:01:00.000Z',
      mode: 'live',
      reason: 'a thin event (v2) names its object and does not carry it',
    });
  });
});

describe('events that cannot be used', () => {
  it('are named as no JSON without being quoted', () => {
    const problem = problemOf(() =>
      normalise({ body: Buffer.from('{"card":4242'), headers: {} }, withDefaults()),
    );
    expect(problem.code).toBe('not_json');
    expect(problem.message).not.toContain('4242');
  });

  it.each([
    ['amount', { ...refund, amount: 1.5 }, 'data.object.amount'],
    ['amount', { ...refund, amount: -1 }, 'data.object.amount'],
    ['amount', { ...refund, amount: '100' }, 'data.object.amount'],
    ['amount', { ...refund, amount: 2 ** 53 }, 'data.object.amount'],
    ['currency', { ...refund, currency: 'dollars' }, 'data.object.currency'],
    ['charge', { ...refund, charge: 7 }, 'data.object.charge'],
    ['id', { ...refund, id: undefined }, 'data.object.id'],
    ['object', null, 'data.object'],
  ])('because of their %s name its path (case %#)', (_, object, path) => {
    expect(problemOf(() => meaningOf({ ...event, data: { object } }))).toMatchObject({
      code: 'schema_violation',
      path,
    });
  });

  it('because of an envelope that is none name its path', () => {
    expect(problemOf(() => meaningOf([]))).toMatchObject({ code: 'schema_violation', path: '' });
    expect(problemOf(() => meaningOf({ ...event, type: 7 }))).toMatchObject({ path: 'type' });
    expect(problemOf(() => meaningOf({ ...event, data: undefined }))).toMatchObject({ path: 'data' });
  });

  it('because of an id that cannot be stored are unusable too', () => {
    const object = { ...refund, id: 're_\u0000' };
    expect(problemOf(() => meaningOf({ ...event, data: { object } }))).toMatchObject({
      code: 'schema_violation',
      path: 'data.object.id',
    });
  });

  it.each([
    ['checkout.session.completed', 'payment_intent', 'pi_\u0000'],
    ['charge.succeeded', 'payment_intent', `pi_${'x'.repeat(300)}`],
  ])('in %s name the field that is at fault, whatever it is kept as: %s', (name, field, id) => {
    const body = JSON.parse(fixture(name).toString('utf8')) as { data: { object: object } };
    const object = { ...body.data.object, [field]: id };
    expect(problemOf(() => meaningOf({ ...body, data: { object } }))).toMatchObject({
      code: 'schema_violation',
      path: `data.object.${field}`,
    });
  });

  it('are never anything but usable or an UnusableEventError, whatever one of their fields is replaced by', () => {
    const names = readdirSync(new URL('fixtures/', import.meta.url)).filter((name) => name.endsWith('.json'));
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('\u0000', '\ud800', '__proto__', 'x'.repeat(300), 1e308),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), odd, (name, position, value) => {
        const fields: { holder: Record<string, unknown>; key: string }[] = [];
        const body: unknown = JSON.parse(
          fixture(name.replace('.json', '')).toString('utf8'),
          function (key, held) {
            fields.push({ holder: this as Record<string, unknown>, key });
            return held as unknown;
          },
        );
        const chosen = fields[position % fields.length];
        if (chosen) chosen.holder[chosen.key] = value;
        try {
          meaningOf(body);
        } catch (error) {
          expect(error).toBeInstanceOf(UnusableEventError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
