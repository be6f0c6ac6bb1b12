import { expect, it } from 'vitest';
import { UnusableEventError } from './errors.ts';
import { readEvent, type EventHead, type EventReading } from './read-event.ts';

const HEAD: EventHead = { type: 'charge.paid', occurredAt: '2026-03-02T12:00:00.000Z' };
const PAID: EventReading = {
  facts: [
    {
      type: 'payment.succeeded',
      paymentRef: 'ch_1',
      occurredAt: '2026-03-02T12:00:00.000Z',
      amount: { amountMinor: 2000n, currency: 'EUR', exponent: 2 },
    },
  ],
};

const read = (head: EventHead, reading: EventReading = PAID) =>
  readEvent({
    head,
    handlers: { 'charge.paid': () => reading },
    ignored: { 'customer.updated': 'customers are not kept' },
    timePath: 'created',
    read: (handler) => handler(),
  });

it('has the facts from the handler and the time and mode from the envelope', () => {
  expect(read({ ...HEAD, mode: 'test' })).toMatchObject({
    outcome: 'events',
    type: 'charge.paid',
    mode: 'test',
    events: [{ type: 'payment.succeeded', paymentRef: 'ch_1' }],
    warnings: [],
  });
});

it.each([
  ['of a known type', { ...HEAD, type: 'customer.updated' }, PAID, 'customers are not kept'],
  ['of an unknown type', { ...HEAD, type: 'charge.imagined' }, PAID, 'unknown event type'],
  ['whose type is an inherited property', { ...HEAD, type: '__proto__' }, PAID, 'unknown event type'],
  ['of an unknown type without a time', { type: 'charge.imagined' }, PAID, 'unknown event type'],
  [
    'of another merchant',
    { ...HEAD, merchant: { ref: 'acct_1', is: 'other' } as const },
    PAID,
    'an event of the account acct_1',
  ],
  ['that the handler ignores', HEAD, { ignored: 'a draft' }, 'a draft'],
  ['without facts', HEAD, { facts: [] }, 'nothing to record'],
  [
    'with nothing but an unknown status',
    HEAD,
    { facts: [], warnings: ['unknown status "x"'] },
    'unknown status "x"',
  ],
])('ignores an event %s', (_, head, reading, reason) => {
  expect(read(head, reading)).toEqual({ ...head, outcome: 'ignored', reason });
});

it('refuses an event without a time, and names the path of the time', () => {
  const run = () => read({ type: 'charge.paid' });
  expect(run).toThrow(UnusableEventError);
  expect(run).toThrow(/^created: not a time/);
});

it('keeps 20 warnings, and states the number of the others', () => {
  const warnings = Array.from({ length: 23 }, (_, at) => `warning ${at}`);
  const meaning = read(HEAD, { ...PAID, warnings });
  expect(meaning).toMatchObject({ warnings: [...warnings.slice(0, 20), 'and 3 more'] });
});
