import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../../contract/errors.ts';
import { eventsOf, read, warningsOf } from '../simulator/fixtures/changed-fixture.ts';
import { cents, made, usd } from '../simulator/fixtures/made-event.ts';

const transaction = (id: string | undefined, gross?: string, fields: object = {}) => ({
  seller_transaction_id: id,
  ...(gross && { gross_amount: usd(gross) }),
  ...fields,
});
const dispute = (step: string, transactions: unknown, fields: object = {}) =>
  made(`CUSTOMER.DISPUTE.${step}`, {
    dispute_id: 'PP-D-1',
    status: step === 'RESOLVED' ? 'RESOLVED' : 'OPEN',
    dispute_amount: usd('40.00'),
    disputed_transactions: transactions,
    ...fields,
  });
const lost = (value?: string) => ({
  dispute_outcome: {
    outcome_code: 'RESOLVED_BUYER_FAVOUR',
    ...(value && { amount_refunded: usd(value) }),
  },
});
const partsOf = (body: Buffer) => {
  const meaning = read(body);
  if (meaning.outcome !== 'split') throw new Error(`${meaning.type} is ${meaning.outcome}`);
  return meaning.parts.map((part) => ({
    key: part.key,
    events: part.outcome === 'events' ? part.events : [],
  }));
};

describe('a dispute over several transactions', () => {
  it('has a part for each transaction, under its id, with the total if the single amounts are not known', () => {
    const transactions = [transaction('CAPM18B'), transaction('CAPM18A')];
    const both = { sharedBy: ['CAPM18A', 'CAPM18B'], sharedAmount: cents(4000n) };
    const parts = partsOf(dispute('RESOLVED', transactions, lost('40.00')));
    expect(parts).toMatchObject([
      {
        key: 'CAPM18A',
        events: [
          {
            type: 'dispute.lost',
            disputeRef: 'PP-D-1',
            paymentRef: 'CAPM18A',
            transactionRef: 'CAPM18A',
            ...both,
          },
        ],
      },
      {
        key: 'CAPM18B',
        events: [
          {
            type: 'dispute.lost',
            disputeRef: 'PP-D-1',
            paymentRef: 'CAPM18B',
            transactionRef: 'CAPM18B',
            ...both,
          },
        ],
      },
    ]);
    for (const { events } of parts) expect(events[0]).not.toHaveProperty('amount');
    expect(partsOf(dispute('RESOLVED', transactions.toReversed(), lost('40.00')))).toEqual(parts);
  });

  it('states the amount of each transaction if the amounts add up to the total', () => {
    const parts = partsOf(dispute('CREATED', [transaction('A', '10.00'), transaction('B', '30.00')]));
    expect(parts).toMatchObject([
      { key: 'A', events: [{ type: 'dispute.opened', amount: cents(1000n), sharedBy: ['A', 'B'] }] },
      { key: 'B', events: [{ type: 'dispute.opened', amount: cents(3000n), sharedBy: ['A', 'B'] }] },
    ]);
    for (const { events } of parts) expect(events[0]).not.toHaveProperty('sharedAmount');
  });

  it("uses the disputed amount of a transaction's items before the whole transaction", () => {
    const items = [{ dispute_amount: usd('4.00') }, { dispute_amount: usd('6.00') }];
    const transactions = [
      transaction('A', '25.00', { items }),
      transaction('B', '30.00', { items: [{ dispute_amount: usd('30.00') }] }),
    ];
    expect(partsOf(dispute('CREATED', transactions))).toMatchObject([
      { events: [{ amount: cents(1000n) }] },
      { events: [{ amount: cents(3000n) }] },
    ]);
  });

  it('states only the total if it is less than the transactions, with a warning', () => {
    const body = dispute('RESOLVED', [transaction('A', '10.00'), transaction('B', '30.00')], lost('35.00'));
    expect(partsOf(body)).toMatchObject([
      { events: [{ type: 'dispute.lost', sharedAmount: cents(3500n) }] },
      { events: [{ type: 'dispute.lost', sharedAmount: cents(3500n) }] },
    ]);
    expect(warningsOf(body)).toEqual(['the dispute does not say how much of it each transaction is']);
  });

  it('uses the amounts of the transactions if it states no amount itself', () => {
    const body = dispute('RESOLVED', [transaction('A', '10.00'), transaction('B', '30.00')], {
      ...lost(),
      dispute_amount: null,
    });
    expect(partsOf(body)).toMatchObject([
      { events: [{ amount: cents(1000n) }] },
      { events: [{ amount: cents(3000n) }] },
    ]);
  });

  it('has one part for a transaction that is listed twice', () => {
    const transactions = [transaction('A', '10.00'), transaction('B', '30.00'), transaction('A', '10.00')];
    expect(partsOf(dispute('CREATED', transactions))).toMatchObject([
      { key: 'A', events: [{ amount: cents(1000n) }] },
      { key: 'B', events: [{ amount: cents(3000n) }] },
    ]);
  });

  it('can have a hundred transactions, and is refused with more', () => {
    const many = (count: number) =>
      dispute(
        'CREATED',
        Array.from({ length: count }, (_, index) => transaction(`T${index}`)),
      );
    expect(partsOf(many(100))).toHaveLength(100);
    const refused = () => read(many(101));
    expect(refused).toThrow(UnusableEventError);
    expect(refused).toThrow(/^resource\.disputed_transactions: /);
  });
});

describe('a dispute over one transaction', () => {
  it('belongs to the purchase of the transaction', () => {
    for (const list of [[transaction('A')], [transaction('A'), transaction('A')]]) {
      const [found] = eventsOf(dispute('RESOLVED', list, lost('25.00')));
      expect(found).toMatchObject({
        type: 'dispute.lost',
        paymentRef: 'A',
        transactionRef: 'A',
        amount: cents(2500n),
      });
      expect(found).not.toHaveProperty('sharedBy');
      expect(eventsOf(dispute('CREATED', list))[0]).toMatchObject({ amount: cents(4000n) });
    }
  });

  it('does not use its amount if the list has another transaction without an id', () => {
    const [found] = eventsOf(dispute('RESOLVED', [transaction('A'), transaction(undefined)], lost('40.00')));
    expect(found).toMatchObject({ transactionRef: 'A', paymentRef: 'A' });
    expect(found).not.toHaveProperty('amount');
    const stated = [transaction('A', '10.00'), transaction(undefined, '30.00')];
    expect(eventsOf(dispute('RESOLVED', stated, lost('40.00')))[0]).toMatchObject({ amount: cents(1000n) });
  });
});

describe('a dispute over no transaction', () => {
  it.each([[undefined], [null], [[]], ['none'], [[{}]], [[transaction('not an id')]]])(
    'is recorded as a dispute: %j',
    (list) => {
      const [found] = eventsOf(dispute('CREATED', list));
      expect(found).toMatchObject({ type: 'dispute.opened', disputeRef: 'PP-D-1', amount: cents(4000n) });
      expect(found).not.toHaveProperty('paymentRef');
      expect(found).not.toHaveProperty('transactionRef');
    },
  );
});
