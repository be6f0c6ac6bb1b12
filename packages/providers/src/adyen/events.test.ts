import { describe, expect, it } from 'vitest';
import { problemOf } from '../conformance/fixtures.ts';
import { bodyOf, eventsOf, itemOf, meaningOf } from './simulator/meaning.ts';

const AT = '2026-03-02T09:14:07.000Z';
const PAYMENT = 'QFQTPCQ8HXSKGK82';
const EUR = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });
const purchase = {
  occurredAt: AT,
  orderRef: 'TeaShopECOM:order-5512',
  merchantRef: 'order-5512',
  merchantRefField: 'merchantReference',
  merchantRefWriter: 'merchant',
  amount: EUR(5990n),
};
const automatic = { captures: 'automatic' } as const;

describe('an authorization', () => {
  it('is no money by itself', () => {
    expect(meaningOf(bodyOf(itemOf('AUTHORISATION')))).toMatchObject({
      type: 'AUTHORISATION',
      occurredAt: AT,
      merchant: { ref: 'TeaShopECOM', is: 'ours' },
      warnings: [],
    });
    expect(eventsOf('AUTHORISATION')).toEqual([
      {
        ...purchase,
        type: 'payment.authorized',
        rank: 2,
        paymentRef: PAYMENT,
        providerStatus: 'AUTHORISATION',
        settlesOrder: true,
      },
    ]);
  });

  it('is a payment if the account captures by itself', () => {
    expect(eventsOf('AUTHORISATION', {}, automatic)).toMatchObject([
      { ...purchase, type: 'payment.succeeded', paymentRef: PAYMENT },
    ]);
  });

  it('that was refused is a payment that failed', () => {
    for (const settings of [{}, automatic])
      expect(eventsOf('AUTHORISATION.refused', {}, settings)).toMatchObject([
        {
          ...purchase,
          type: 'payment.failed',
          paymentRef: 'BZ7NNKQ8HXSKGK82',
          providerStatus: 'AUTHORISATION false',
        },
      ]);
  });

  it('without an amount is a check of a card, in both outcomes', () => {
    for (const success of ['true', 'false'])
      expect(
        meaningOf(bodyOf(itemOf('AUTHORISATION', { amount: { currency: 'EUR', value: 0 }, success }))),
      ).toMatchObject({ outcome: 'ignored', reason: 'a check of a card, without an amount' });
  });

  it("without the merchant's reference is an order of its own", () => {
    const [event] = eventsOf('AUTHORISATION', { merchantReference: '' });
    expect(event).toMatchObject({ orderRef: PAYMENT });
    expect(event).not.toHaveProperty('merchantRef');
  });

  it.each([
    ['JPY', 0],
    ['IDR', 0],
    ['CVE', 0],
    ['CLP', 2],
    ['ISK', 2],
    ['KWD', 3],
    ['USD', 2],
  ])('in %s has %i decimals, by the table of Adyen', (currency, exponent) => {
    expect(eventsOf('AUTHORISATION', { amount: { currency, value: 700 } })).toMatchObject([
      { amount: { amountMinor: 700n, currency, exponent } },
    ]);
  });

  it('may be pending, expire, or be adjusted', () => {
    expect(eventsOf('PENDING')).toMatchObject([
      { ...purchase, type: 'payment.pending', paymentRef: 'C4HSPCQ8HXSKGK82' },
    ]);
    expect(eventsOf('OFFER_CLOSED')).toMatchObject([
      { ...purchase, type: 'payment.canceled', paymentRef: 'C5HSPCQ8HXSKGK82' },
    ]);
    expect(eventsOf('EXPIRE')).toMatchObject([{ type: 'payment.canceled', paymentRef: PAYMENT }]);
    expect(eventsOf('AUTHORISATION_ADJUSTMENT')).toMatchObject([
      { type: 'payment.authorized', paymentRef: PAYMENT, amount: EUR(6990n) },
    ]);
    expect(eventsOf('AUTHORISATION_ADJUSTMENT', {}, automatic)).toMatchObject([{ type: 'payment.linked' }]);
    expect(eventsOf('AUTHORISATION_ADJUSTMENT', { success: 'false' })).toMatchObject([
      { type: 'payment.linked', paymentRef: PAYMENT },
    ]);
  });
});

describe('a capture', () => {
  it('is money of the authorized payment, with its own amount, and names no order', () => {
    expect(eventsOf('CAPTURE')).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: AT,
        paymentRef: PAYMENT,
        amount: EUR(5000n),
        settlesOrder: true,
        providerStatus: 'CAPTURE',
      },
    ]);
  });

  it('that was refused changes nothing', () => {
    expect(eventsOf('CAPTURE.refused')).toEqual([
      {
        type: 'payment.linked',
        rank: 0,
        occurredAt: AT,
        paymentRef: PAYMENT,
        providerStatus: 'CAPTURE false',
      },
    ]);
  });

  it('that failed later takes the money away again', () => {
    expect(eventsOf('CAPTURE_FAILED')).toMatchObject([
      {
        type: 'refund.succeeded',
        refundRef: 'capture-failed:F2KTPCQ8HXSKGK82',
        paymentRef: PAYMENT,
        amount: EUR(5000n),
      },
    ]);
  });
});

describe('a cancellation', () => {
  it.each(['CANCELLATION', 'TECHNICAL_CANCEL'])('%s ends an authorization', (fixture) => {
    expect(eventsOf(fixture)).toMatchObject([{ type: 'payment.canceled', paymentRef: PAYMENT }]);
  });

  it('gives the money back if the account captures by itself', () => {
    expect(eventsOf('CANCELLATION', {}, automatic)).toMatchObject([
      { type: 'payment.canceled', paymentRef: PAYMENT },
      {
        type: 'refund.succeeded',
        refundRef: 'G5LTPCQ8HXSKGK82',
        paymentRef: PAYMENT,
        amount: EUR(5990n),
      },
    ]);
  });

  it('that names no payment is ignored', () => {
    expect(meaningOf(bodyOf(itemOf('TECHNICAL_CANCEL', { originalReference: undefined })))).toMatchObject({
      outcome: 'ignored',
      reason: expect.stringContaining('names no payment') as unknown,
    });
  });

  it('or refund is a refund, which also ends what is only authorized', () => {
    expect(eventsOf('CANCEL_OR_REFUND')).toMatchObject([
      { type: 'refund.succeeded', refundRef: 'G7LTPCQ8HXSKGK82', paymentRef: PAYMENT, amount: EUR(5990n) },
    ]);
  });
});

describe('a refund', () => {
  it.each([
    ['REFUND', 'refund.succeeded', 'H3MTPCQ8HXSKGK82'],
    ['REFUND.refused', 'refund.failed', 'H4MTPCQ8HXSKGK82'],
    ['REFUND_WITH_DATA', 'refund.succeeded', 'H5MTPCQ8HXSKGK82'],
    ['POSTPONED_REFUND', 'refund.pending', 'H6MTPCQ8HXSKGK82'],
    ['REFUND_FAILED', 'refund.failed', 'H3MTPCQ8HXSKGK82'],
    ['REFUNDED_REVERSED', 'refund.failed', 'H3MTPCQ8HXSKGK82'],
  ])('%s is %s of one reference', (fixture, type, refundRef) => {
    expect(eventsOf(fixture)).toMatchObject([
      { type, refundRef, paymentRef: PAYMENT, amount: EUR(2000n), occurredAt: AT },
    ]);
  });

  it.each(['POSTPONED_REFUND', 'REFUND_WITH_DATA', 'CANCEL_OR_REFUND'])(
    '%s with success false has failed',
    (fixture) => {
      expect(eventsOf(fixture, { success: 'false' })).toMatchObject([{ type: 'refund.failed' }]);
    },
  );
});

describe('an order of partial payments', () => {
  it.each([
    ['ORDER_OPENED', 'order.created'],
    ['ORDER_CLOSED', 'order.completed'],
    ['ORDER_CLOSED.canceled', 'order.canceled'],
  ])('%s is %s with the whole amount', (fixture, type) => {
    expect(eventsOf(fixture)).toMatchObject([{ ...purchase, type, amount: EUR(9000n) }]);
  });
});

describe('a field', () => {
  it.each([
    ['CAPTURE', { originalReference: '' }, 'originalReference', 'schema_violation'],
    ['REFUND', { pspReference: '' }, 'pspReference', 'schema_violation'],
    ['CAPTURE', { success: 'maybe' }, 'success', 'schema_violation'],
    ['CAPTURE', { eventDate: 'yesterday' }, 'eventDate', 'schema_violation'],
    ['CAPTURE', { amount: { currency: 'EUR', value: -1 } }, 'amount.value', 'amount_invalid'],
    ['CAPTURE', { amount: { currency: 'Euro', value: 1 } }, 'amount.currency', 'amount_invalid'],
    ['CAPTURE', { amount: { currency: 'EUR', value: 1.5 } }, '', 'schema_violation'],
    ['CAPTURE', { eventCode: 7 }, '', 'schema_violation'],
  ])('of %s that is invalid is named: %j', (fixture, changes, path, code) => {
    expect(problemOf(() => eventsOf(fixture, changes))).toMatchObject({ code, path });
  });

  it('that is not signed decides nothing', () => {
    const unsigned = {
      reason: 'Fraud',
      paymentMethod: 'visa',
      operations: ['REFUND'],
      additionalData: { shopperReference: 'someone else', 'modification.action': 'cancel' },
    };
    for (const fixture of ['AUTHORISATION', 'CAPTURE', 'CANCEL_OR_REFUND', 'CHARGEBACK'])
      expect(eventsOf(fixture, unsigned)).toEqual(eventsOf(fixture));
    expect(meaningOf(Buffer.from(bodyOf(itemOf('CAPTURE')).toString().replace('"false"', '"true"')))).toEqual(
      meaningOf(bodyOf(itemOf('CAPTURE'))),
    );
  });
});

describe('other items', () => {
  it.each([
    ['REPORT_AVAILABLE', 'reports are not kept'],
    ['NOTIFICATION_OF_FRAUD', 'a report of fraud: no money has moved'],
    ['LATER_INVENTED', 'unknown event type'],
    ['__proto__', 'unknown event type'],
  ])('%s are ignored: %s', (eventCode, reason) => {
    expect(meaningOf(bodyOf(itemOf('CAPTURE', { eventCode })))).toMatchObject({ outcome: 'ignored', reason });
  });

  it('of another merchant account are ignored if the settings name yours', () => {
    const settings = { merchantAccounts: ['CoffeeShopECOM'] };
    expect(meaningOf(bodyOf(itemOf('CAPTURE')), settings)).toMatchObject({
      outcome: 'ignored',
      merchant: { ref: 'TeaShopECOM', is: 'other', setting: 'MERCHANT_ACCOUNTS' },
    });
    expect(meaningOf(bodyOf(itemOf('CAPTURE')), { merchantAccounts: ['TeaShopECOM'] })).toMatchObject({
      outcome: 'events',
    });
  });
});
