import { describe, expect, it } from 'vitest';
import { adyen } from './index.ts';
import { bodyOf, itemOf, meaningOf } from './simulator/meaning.ts';

const identify = (body: Buffer) => adyen.identify({ headers: {}, body });
const CAPTURE = 'CAPTURE:F2KTPCQ8HXSKGK82:true:5000:EUR';
const REFUND = 'REFUND:H3MTPCQ8HXSKGK82:true:2000:EUR';

describe('an event key', () => {
  it('is made of signed fields', () => {
    expect(identify(bodyOf(itemOf('CAPTURE')))).toEqual({ eventKey: CAPTURE, type: 'CAPTURE' });
    const again = itemOf('CAPTURE', { eventDate: '2026-03-03T10:14:07+01:00', reason: 'again' });
    expect(identify(bodyOf(again)).eventKey).toBe(CAPTURE);
  });

  it.each([
    ['success', { success: 'false' }],
    ['the amount', { amount: { currency: 'EUR', value: 5001 } }],
    ['the code', { eventCode: 'CAPTURE_FAILED' }],
    ['the reference', { pspReference: 'F2KTPCQ8HXSKGK83' }],
  ])('differs by %s', (_, changes) => {
    expect(identify(bodyOf(itemOf('CAPTURE', changes))).eventKey).not.toBe(CAPTURE);
  });

  it('is a hash if a field cannot be printed', () => {
    expect(identify(bodyOf(itemOf('CAPTURE', { pspReference: 'ä ö' }))).eventKey).toMatch(/^sha256:/);
  });
});

describe('several items', () => {
  const body = bodyOf(
    itemOf('CAPTURE'),
    itemOf('REFUND'),
    itemOf('CAPTURE', { eventCode: 'REPORT_AVAILABLE' }),
    itemOf('CAPTURE', { originalReference: '' }),
  );

  it('are parts with the event keys that they have alone', () => {
    const meaning = meaningOf(body);
    expect(meaning).toMatchObject({ outcome: 'split', type: 'notificationItems' });
    expect(meaning.outcome === 'split' && meaning.parts).toMatchObject([
      { key: CAPTURE, eventKey: CAPTURE, type: 'CAPTURE', outcome: 'events' },
      { key: REFUND, eventKey: REFUND, type: 'REFUND', outcome: 'events' },
      { type: 'REPORT_AVAILABLE', outcome: 'ignored' },
      { type: 'CAPTURE', outcome: 'failed', code: 'schema_violation' },
    ]);
  });

  it('have a key together that does not depend on unsigned fields', () => {
    const { eventKey, type } = identify(body);
    expect(eventKey).toMatch(/^sha256:/);
    expect(type).toBeUndefined();
    const again = bodyOf(
      itemOf('CAPTURE', { reason: 'again' }),
      itemOf('REFUND'),
      itemOf('CAPTURE', { eventCode: 'REPORT_AVAILABLE' }),
      itemOf('CAPTURE', { originalReference: '' }),
    );
    expect(identify(again).eventKey).toBe(eventKey);
    expect(identify(bodyOf(itemOf('REFUND'), itemOf('CAPTURE'))).eventKey).not.toBe(eventKey);
  });

  it('are at most a hundred', () => {
    const many = (count: number) => bodyOf(...Array.from({ length: count }, () => itemOf('CAPTURE')));
    expect(meaningOf(many(100))).toMatchObject({ outcome: 'split' });
    expect(() => meaningOf(many(101))).toThrow(/^notificationItems/);
    expect(() => meaningOf(bodyOf())).toThrow(/^notificationItems/);
  });
});
