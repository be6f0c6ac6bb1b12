import { describe, expect, it } from 'vitest';
import { UnusableEventError } from '../../contract/errors.ts';
import { observationBody, observedState } from '../../contract/observation.ts';
import { ASKED_AT, bodyOf, eventsOf, keyOf, observed, resourceOf } from './observed-under-test.ts';
import { normaliseObservation } from './observe.ts';

const order = (changes: object = {}) => resourceOf('CHECKOUT.ORDER.COMPLETED', changes);
const dispute = (changes: object = {}) => resourceOf('CUSTOMER.DISPUTE.CREATED', changes);
const capture = (changes: object = {}) => resourceOf('PAYMENT.CAPTURE.COMPLETED', changes);

describe('an observation', () => {
  it('counts before every event of its time', () => {
    const [event] = eventsOf('capture', capture());
    expect(event?.rank).toBeLessThan(0);
  });

  it('has one key for one state, whatever else the object shows and whenever it was asked for', () => {
    const key = keyOf('capture', capture());
    expect(key).toMatch(/^capture:3CD55443EF667788G:[0-9a-f]{32}$/);
    expect(
      keyOf(
        'capture',
        capture({ links: capture()['links'], seller_protection: {} }),
        '2026-03-11T00:00:00.000Z',
      ),
    ).toBe(key);
    expect(keyOf('capture', capture({ status: 'PENDING' }))).not.toBe(key);
    expect(keyOf('capture', capture({ status: 'REFUNDED', update_time: '2026-03-06T08:00:00Z' }))).not.toBe(
      key,
    );
  });

  it('shows one state also if the object has no time of it, and may be another event', () => {
    const approved = order({ status: 'APPROVED' });
    const [earlier, later] = [keyOf('order', approved), keyOf('order', approved, '2026-03-11T00:00:00.000Z')];
    expect(observedState(later)).toBe(observedState(earlier));
    expect(later).not.toBe(earlier);
  });

  it.each([
    ['capture', capture({ amount: { currency_code: 'EUR', value: '1.234' } }), 'answer.amount.value'],
    ['capture', capture({ amount: undefined }), 'answer.amount'],
    [
      'dispute',
      dispute({ dispute_amount: { currency_code: '€', value: '1' } }),
      'answer.dispute_amount.currency_code',
    ],
  ] as const)('of a %s that cannot be read names the field: %#', (kind, object, path) => {
    expect(() => observed(kind, object)).toThrow(
      expect.objectContaining({ name: 'UnusableEventError', path }),
    );
  });

  it('warns of a field that was left out, by its path', () => {
    expect(observed('capture', capture({ status_details: 7 }))).toMatchObject({
      warnings: ['answer.status_details has an invalid form and was left out'],
    });
  });

  it('of another object than the one that was asked for is refused', () => {
    const answer = Buffer.from(JSON.stringify(capture()));
    const body = observationBody({ kind: 'capture', id: 'OTHER' }, { askedAt: new Date(ASKED_AT), answer });
    expect(() => normaliseObservation({ body }, { merchantId: [] })).toThrow(UnusableEventError);
  });

  it('of another merchant says so', () => {
    const body = bodyOf('order', order());
    expect(normaliseObservation({ body }, { merchantId: ['OURS12345678A'] })).toMatchObject({
      merchant: { ref: 'SELLER1234567', is: 'other' },
    });
  });

  it('of an unknown kind means nothing', () => {
    const body = observationBody(
      { kind: 'payout', id: 'X' },
      { askedAt: new Date(ASKED_AT), answer: Buffer.from('{}') },
    );
    expect(normaliseObservation({ body }, { merchantId: [] })).toMatchObject({
      outcome: 'ignored',
      type: 'payout',
    });
  });
});
