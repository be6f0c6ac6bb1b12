import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../contract/index.ts';
import { CREATED, fixture, withDefaults } from './simulator/fixtures/made-event.ts';
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
    'whose time is %j has the signed time instead',
    (created) => {
      const signedAt = new Date('2026-02-03T04:05:06.000Z');
      const meaning = meaningOf({ ...event, created, data: { object: refund } }, signedAt);
      expect(meaning).toMatchObject({
        occurredAt: '2026-02-03T04:05:06.000Z',
        events: [{ refundRef: 're_1' }],
      });
    },
  );

  it('without any time is refused', () => {
    expect(problemOf(() => meaningOf({ ...event, created: null, data: { object: refund } }))).toMatchObject({
      code: 'schema_violation',
      path: 'created',
    });
  });
});

describe('an optional field', () => {
  const odd = 'not of the expected form, left out';

  it.each([
    ['checkout.session.completed', 'created', 253_402_300_800],
    ['checkout.session.completed', 'metadata', []],
    ['checkout.session.completed', 'customer', 7],
    ['checkout.session.completed', 'status', {}],
    ['payment_intent.succeeded', 'latest_charge', 'ch_\u0000'],
    ['payment_intent.succeeded', 'metadata', 'none'],
    ['payment_intent.succeeded', 'last_payment_error', 'none'],
    ['charge.succeeded', 'failure_code', 7],
    ['charge.succeeded', 'refunds', 'none'],
    ['charge.succeeded', 'outcome', []],
    ['refund.updated', 'reason', 7],
    ['charge.dispute.created', 'reason', {}],
    ['customer.subscription.updated', 'latest_invoice', 'in_\u0000'],
    ['customer.subscription.updated', 'items', 'all'],
    ['customer.subscription.updated', 'trial_end', 1e300],
    ['customer.subscription.updated', 'cancel_at', 'soon'],
    ['customer.subscription.updated', 'pause_collection', true],
    ['invoice.paid', 'lines', 'none'],
    ['invoice.paid', 'billing_reason', 7],
  ])('in %s does not make the event fail: %s is %j', (name, field, value) => {
    const body = JSON.parse(fixture(name).toString('utf8')) as { data: { object: object } };
    const meaning = meaningOf({ ...body, data: { object: { ...body.data.object, [field]: value } } });
    expect(meaning).toMatchObject({ outcome: 'events', warnings: [`data.object.${field}: ${odd}`] });
  });

  it('is left out if it is an invalid end; an unknown end differs from no end', () => {
    const body = JSON.parse(fixture('customer.subscription.updated').toString('utf8')) as {
      data: { object: object };
    };
    const object = { ...body.data.object, cancel_at: 253_402_300_800, cancel_at_period_end: false };
    const meaning = meaningOf({ ...body, data: { object } });
    expect(meaning.outcome === 'events' && meaning.events[0]).not.toHaveProperty('cancelAt');
  });

  it('is the mode if it is absent; an invalid mode is refused', () => {
    expect(meaningOf({ ...event, livemode: null, data: { object: refund } })).toMatchObject({
      outcome: 'events',
    });
    expect(problemOf(() => meaningOf({ ...event, livemode: 'yes', data: { object: refund } })).path).toBe(
      'livemode',
    );
  });

  it('gives at most twenty warnings', () => {
    const object = {
      id: 'ch_1',
      status: 'succeeded',
      amount: 1,
      currency: 'usd',
      refunds: Array.from({ length: 500 }, (_, index) => ({ id: `re_${index}` })),
    };
    const meaning = meaningOf({ ...event, type: 'charge.refunded', data: { object } });
    expect(meaning).toMatchObject({ warnings: { length: 21, 20: 'and 480 more' } });
  });

  it('is the id of the event, which `identify` reads', () => {
    expect(meaningOf({ ...event, id: 7, data: { object: refund } })).toMatchObject({ outcome: 'events' });
  });
});

describe('an amount beyond 2^53', () => {
  it.each([
    ['checkout.session.completed', 'amount_total'],
    ['payment_intent.succeeded', 'amount_received'],
    ['charge.refunded', 'amount_refunded'],
    ['charge.captured', 'amount_captured'],
    ['charge.dispute.closed', 'amount'],
    ['invoice.paid.one-off', 'amount_due'],
    ['invoice.paid.one-off', 'pre_payment_credit_notes_amount'],
    ['invoice_payment.paid.record', 'amount_paid'],
  ])('is refused %s with its path, %s, and never rounded', (name, field) => {
    const body = JSON.parse(fixture(name).toString('utf8')) as { data: { object: object } };
    const text = JSON.stringify({ ...body, data: { object: { ...body.data.object, [field]: 0 } } });
    const huge = text.replace(`"${field}":0`, `"${field}":9007199254740993`);
    expect(
      problemOf(() => normalise({ body: Buffer.from(huge), headers: {} }, withDefaults())),
    ).toMatchObject({
      code: 'schema_violation',
      path: `data.object.${field}`,
    });
  });

  it('is refused in an invoice without any amount', () => {
    const body = JSON.parse(fixture('invoice.paid.one-off').toString('utf8')) as {
      data: { object: object };
    };
    for (const field of ['amount_due', 'currency']) {
      const object = { ...body.data.object, [field]: null };
      expect(problemOf(() => meaningOf({ ...body, data: { object } })).path).toBe(`data.object.${field}`);
    }
  });
});

describe('events that are ignored', () => {
  it('have a reason if their type is known', () => {
    expect(meaningOf({ ...event, type: 'customer.created', data: { object: {} } })).toMatchObject({
      outcome: 'ignored',
      type: 'customer.created',
      reason: 'describes a customer, not a purchase',
    });
  });

  it.each(['invoice.invented', '__proto__', 'constructor', 'toString'])(
    'have a reason if their type is %s',
    (type) => {
      expect(meaningOf({ ...event, type, data: null })).toMatchObject({
        outcome: 'ignored',
        reason: 'unknown event type',
      });
    },
  );

  it('need no time', () => {
    expect(meaningOf({ object: 'event', type: 'payout.paid' })).toMatchObject({ outcome: 'ignored' });
  });

  it('include thin events, which do not contain the object', () => {
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
      reason: 'a thin event (v2) names its object but does not contain it',
    });
  });
});

describe('events that cannot be used', () => {
  it('that are not JSON are refused without a quotation', () => {
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
  ])('are refused for their %s, with its path (case %#)', (_, object, path) => {
    expect(problemOf(() => meaningOf({ ...event, data: { object } }))).toMatchObject({
      code: 'schema_violation',
      path,
    });
  });

  it('are refused for an invalid envelope, with the path', () => {
    expect(problemOf(() => meaningOf([]))).toMatchObject({ code: 'schema_violation', path: '' });
    expect(problemOf(() => meaningOf({ ...event, type: 7 }))).toMatchObject({ path: 'type' });
    expect(problemOf(() => meaningOf({ ...event, data: undefined }))).toMatchObject({ path: 'data' });
  });

  it('are refused for an id that cannot be stored', () => {
    const object = { ...refund, id: 're_\u0000' };
    expect(problemOf(() => meaningOf({ ...event, data: { object } }))).toMatchObject({
      code: 'schema_violation',
      path: 'data.object.id',
    });
  });

  it.each([
    ['checkout.session.completed', 'payment_intent', 'pi_\u0000'],
    ['charge.succeeded', 'payment_intent', `pi_${'x'.repeat(300)}`],
  ])(
    'in %s are refused with the path of the invalid field, under any canonical name: %s',
    (name, field, id) => {
      const body = JSON.parse(fixture(name).toString('utf8')) as { data: { object: object } };
      const object = { ...body.data.object, [field]: id };
      expect(problemOf(() => meaningOf({ ...body, data: { object } }))).toMatchObject({
        code: 'schema_violation',
        path: `data.object.${field}`,
      });
    },
  );

  it('cause at most an UnusableEventError if any of their fields is replaced', () => {
    const names = readdirSync(new URL('./simulator/fixtures/', import.meta.url)).filter((name) =>
      name.endsWith('.json'),
    );
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
