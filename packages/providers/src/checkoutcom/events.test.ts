import { readFileSync } from 'node:fs';
import type { CanonicalEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { problemOf, withChanges } from '../conformance/fixtures.ts';
import type { handlers } from './events/index.ts';
import { checkoutcom } from './index.ts';

type Changes = Readonly<Record<string, unknown>>;

const meaningOf = (name: string, changes: Changes = {}) =>
  checkoutcom.normalise(
    {
      body: withChanges(readFileSync(new URL(`./simulator/fixtures/${name}.json`, import.meta.url)), changes),
      headers: {},
    },
    { webhookSecrets: [] },
  );
function eventsOf(name: string, changes?: Changes): readonly CanonicalEvent[] {
  const meaning = meaningOf(name, changes);
  return meaning.outcome === 'events' ? meaning.events : [];
}

/** One line for each event: its type, its own reference, what it belongs to, and its amount. */
function lineOf(event: CanonicalEvent): string {
  const own: Readonly<Record<string, unknown>> = event;
  const refs = event.type.startsWith('order.')
    ? [own['orderRef']]
    : ['refundRef', 'disputeRef', 'paymentRef'].map((name) => own[name]);
  const amount = 'amount' in event ? event.amount : undefined;
  return [event.type, ...refs, amount?.amountMinor, amount?.currency]
    .flatMap((word) => (typeof word === 'string' || typeof word === 'bigint' ? String(word) : []))
    .join(' ');
}

const PAY = 'pay_griq7wyqkggu7teabox01';
const OTHER = 'pay_do6kcxcq4pwehkteabox02';
const DISPUTE = `dsp_9rjdlsd4epepfjteabox01 ${PAY} 10000 GBP`;
const PAID = [`payment.succeeded ${PAY} 10000 GBP`, `order.completed ${PAY} 10000 GBP`];

/** The meaning of one fixture of each handled type. */
const MEANINGS: Record<keyof typeof handlers, string[]> = {
  payment_pending: [`payment.pending ${PAY} 10000 GBP`, `order.created ${PAY} 10000 GBP`],
  payment_capture_pending: [`payment.pending ${PAY} 10000 GBP`, `order.created ${PAY} 10000 GBP`],
  payment_retry_scheduled: [`payment.pending ${PAY} 10000 GBP`, `order.created ${PAY} 10000 GBP`],
  payment_declined: [`payment.failed ${OTHER} 10000 GBP`, `order.created ${OTHER} 10000 GBP`],
  payment_authentication_failed: [`payment.failed ${OTHER} 10000 GBP`, `order.created ${OTHER} 10000 GBP`],
  payment_expired: [`payment.canceled ${PAY} 10000 GBP`, `order.created ${PAY} 10000 GBP`],
  payment_canceled: [`payment.canceled ${PAY} 10000 GBP`, `order.created ${PAY} 10000 GBP`],
  payment_approved: [`payment.authorized ${PAY} 10000 GBP`, `order.approved ${PAY} 10000 GBP`],
  payment_authorization_incremented: [
    `payment.authorized ${PAY} 12500 GBP`,
    `order.approved ${PAY} 12500 GBP`,
  ],
  payment_captured: PAID,
  payment_capture_declined: [`payment.authorized ${PAY} 10000 GBP`, `order.approved ${PAY} 10000 GBP`],
  payment_voided: [`payment.canceled ${PAY} 10000 GBP`],
  payment_refund_pending: [`refund.pending act_wn4emh2jhu5efteabox04 ${PAY} 3000 GBP`],
  payment_refunded: [`refund.succeeded act_wn4emh2jhu5efteabox04 ${PAY} 3000 GBP`, ...PAID],
  payment_refund_declined: [`refund.failed act_rzy3fxofo3lufmteabox05 ${PAY} 3000 GBP`, ...PAID],
  payment_returned: [`refund.succeeded act_kqknlhpwscaetteabox06 ${PAY} 10000 GBP`],
  dispute_received: [`dispute.opened ${DISPUTE}`],
  dispute_evidence_required: [`dispute.opened ${DISPUTE}`],
  dispute_evidence_submitted: [`dispute.opened ${DISPUTE}`],
  dispute_evidence_acknowledged_by_scheme: [`dispute.opened ${DISPUTE}`],
  dispute_arbitration_evidence_submitted: [`dispute.opened ${DISPUTE}`],
  dispute_arbitration_sent_to_scheme: [`dispute.opened ${DISPUTE}`],
  dispute_accepted: [`dispute.lost ${DISPUTE}`],
  dispute_expired: [`dispute.lost ${DISPUTE}`],
  dispute_lost: [`dispute.lost ${DISPUTE}`],
  dispute_arbitration_lost: [`dispute.lost ${DISPUTE}`],
  dispute_won: [`dispute.won ${DISPUTE}`],
  dispute_arbitration_won: [`dispute.won ${DISPUTE}`],
  dispute_canceled: [`dispute.closed ${DISPUTE}`],
  dispute_resolved: [`dispute.closed ${DISPUTE}`],
};

it.each(Object.entries(MEANINGS))('%s means %j', (type, expected) => {
  expect(eventsOf(type).map(lineOf)).toEqual(expected);
  expect(meaningOf(type)).toMatchObject({ warnings: [], mode: 'test' });
});

describe('a payment', () => {
  it('has every fact, and its order the reference of the merchant', () => {
    expect(eventsOf('payment_approved')).toEqual([
      {
        type: 'payment.authorized',
        rank: 2,
        occurredAt: '2026-03-02T09:14:07.882Z',
        paymentRef: PAY,
        orderRef: PAY,
        amount: { amountMinor: 10_000n, currency: 'GBP', exponent: 2 },
        providerStatus: 'payment_approved',
        customerRef: 'cus_m3cixs4slzcelfteabox01',
      },
      {
        type: 'order.approved',
        rank: 1,
        occurredAt: '2026-03-02T09:14:07.882Z',
        orderRef: PAY,
        paymentRef: PAY,
        amount: { amountMinor: 10_000n, currency: 'GBP', exponent: 2 },
        merchantRef: 'ORD-5023',
        merchantRefField: 'data.reference',
        merchantRefWriter: 'merchant',
        customerRef: 'cus_m3cixs4slzcelfteabox01',
      },
    ]);
  });

  it('names the reference of a capture with the payment, because it may be that of the capture alone', () => {
    const [payment, order] = eventsOf('payment_captured', { 'data.reference': 'parcel 1' });
    expect(payment).toMatchObject({ merchantRef: 'parcel 1' });
    expect(order).not.toHaveProperty('merchantRef');
  });

  it('that failed has the response code', () => {
    expect(eventsOf('payment_declined')[0]).toMatchObject({ failureCode: '20005' });
    expect(eventsOf('payment_retry_scheduled')[0]).not.toHaveProperty('failureCode');
  });

  it.each([
    ['JPY', 0],
    ['KWD', 3],
    ['CLP', 2],
    ['usd', 2],
  ])('in %s has %i decimals', (currency, exponent) => {
    expect(eventsOf('payment_approved', { 'data.currency': currency })[0]).toMatchObject({
      amount: { amountMinor: 10_000n, currency: currency.toUpperCase(), exponent },
    });
  });

  it.each([
    ['data.id', ''],
    ['data.amount', '100.00'],
    ['data.amount', 1.5],
    ['data.amount', undefined],
    ['data.currency', 'POUND'],
    ['data.balances', 7],
    ['data.balances.total_captured', 'all'],
  ])('with %s = %j is refused with that path', (path, value) => {
    expect(problemOf(() => meaningOf('payment_captured', { [path]: value }))).toMatchObject({
      code: 'schema_violation',
      path,
    });
  });

  it('with an invalid field that decides nothing stays usable, with a warning', () => {
    expect(meaningOf('payment_approved', { 'data.customer': 7, 'data.reference': 9 })).toMatchObject({
      warnings: ['data.customer has an invalid form and was left out'],
    });
  });
});

describe('a capture', () => {
  it('of a part, with more to come, is not the whole amount due', () => {
    expect(eventsOf('payment_captured.part').map(lineOf)).toEqual([
      `payment.succeeded ${PAY} 6000 GBP`,
      `order.created ${PAY} 10000 GBP`,
    ]);
  });

  it('of a part that is final makes the part the amount due', () => {
    const final = { 'data.balances.available_to_capture': 0 };
    expect(eventsOf('payment_captured.part', final).map(lineOf)).toEqual([
      `payment.succeeded ${PAY} 6000 GBP`,
      `order.completed ${PAY} 6000 GBP`,
    ]);
  });

  it('after another one states the total, not its own amount', () => {
    const second = {
      'data.amount': 4000,
      'data.balances.total_captured': 10_000,
      'data.balances.available_to_capture': 0,
    };
    expect(eventsOf('payment_captured.part', second).map(lineOf)).toEqual(PAID);
  });

  it('without balances is one of the whole payment', () => {
    expect(eventsOf('payment_captured', { 'data.balances': undefined }).map(lineOf)).toEqual(PAID);
  });

  it('that is declined leaves the authorization, or ends the payment if nothing can be captured', () => {
    expect(eventsOf('payment_capture_declined.final')).toMatchObject([
      { type: 'payment.failed', failureCode: '20006' },
    ]);
  });
});

describe('a void', () => {
  it('of the rest makes the captured part the amount due', () => {
    expect(eventsOf('payment_voided.rest').map(lineOf)).toEqual([
      `payment.succeeded ${PAY} 6000 GBP`,
      `order.completed ${PAY} 6000 GBP`,
    ]);
  });

  it('of a part leaves the rest of the authorization', () => {
    const part = { 'data.amount': 2500, 'data.balances.available_to_capture': 7500 };
    expect(eventsOf('payment_voided', part).map(lineOf)).toEqual([
      `payment.authorized ${PAY} 7500 GBP`,
      `order.approved ${PAY} 7500 GBP`,
    ]);
  });

  it('without balances is one of the whole payment', () => {
    expect(eventsOf('payment_voided', { 'data.balances': null }).map(lineOf)).toEqual([
      `payment.canceled ${PAY} 10000 GBP`,
    ]);
  });
});

it('an increment without balances does not state the authorized total', () => {
  const [payment] = eventsOf('payment_authorization_incremented', { 'data.balances': undefined });
  expect(payment).toMatchObject({ type: 'payment.authorized' });
  expect(payment).not.toHaveProperty('amount');
});

describe('a refund', () => {
  it('does not have the reference of the purchase', () => {
    for (const event of eventsOf('payment_refunded')) expect(event).not.toHaveProperty('merchantRef');
  });

  it('without the id of its action is refused', () => {
    expect(problemOf(() => meaningOf('payment_refunded', { 'data.action_id': null }))).toMatchObject({
      path: 'data.action_id',
    });
  });

  it('that a bank made says so', () => {
    expect(eventsOf('payment_returned')).toMatchObject([{ reason: 'returned' }]);
  });
});

describe('a dispute', () => {
  it('that the card network decides at once is lost', () => {
    expect(eventsOf('dispute_resolved.rapid')).toMatchObject([{ type: 'dispute.lost' }]);
  });

  it.each(['data.amount', 'data.currency'])('that is lost is refused without %s', (path) => {
    expect(problemOf(() => meaningOf('dispute_lost', { [path]: undefined }))).toMatchObject({ path });
    expect(eventsOf('dispute_received', { [path]: undefined })[0]).not.toHaveProperty('amount');
  });
});

describe('the envelope', () => {
  it('has its time in created_on or timestamp', () => {
    expect(meaningOf('payment_captured')).toMatchObject({ occurredAt: '2026-03-02T09:14:12.357Z' });
    const run = () => meaningOf('payment_captured', { timestamp: 'yesterday' });
    expect(problemOf(run)).toMatchObject({ path: 'created_on' });
  });

  it.each([
    ['https://api.sandbox.checkout.com/workflows/events/evt_1', 'test'],
    ['https://vkuhvk4v.api.sandbox.checkout.com/workflows/events/evt_1', 'test'],
    ['https://api.checkout.com/workflows/events/evt_1', undefined],
    ['https://api.sandbox.checkout.com.example.com/evt_1', undefined],
    [7, undefined],
  ])('that links to %s has the mode %s', (href, mode) => {
    expect(meaningOf('payment_approved', { '_links.self.href': href, 'data.event_links': null }).mode).toBe(
      mode,
    );
  });
});

describe('other events', () => {
  it('of a payout are ignored, although they have the types of payments', () => {
    expect(meaningOf('payment_approved.payout')).toMatchObject({
      outcome: 'ignored',
      reason: 'a payout to a card or bank account, not a payment for an order',
    });
    expect(meaningOf('payment_returned', { 'data.destination': { type: 'bank_account' } })).toMatchObject({
      outcome: 'ignored',
    });
  });

  it.each([
    ['payment_void_declined', /stays as it was/],
    ['payment_paid', /payout/],
    ['payment_chargeback', /dispute_received/],
    ['card_verified', /not a payment/],
    ['fraud_reported', /no money moves/],
    ['payment_imagined', /unknown event type/],
  ])('%s is ignored: %s', (type, reason) => {
    expect(meaningOf('payment_approved', { type })).toMatchObject({
      outcome: 'ignored',
      reason: expect.stringMatching(reason) as string,
    });
  });
});
