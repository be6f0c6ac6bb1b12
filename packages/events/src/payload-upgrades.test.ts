import { describe, expect, it } from 'vitest';
import { upgradeSnapshot } from './payload-upgrades.ts';
import { PAYLOAD_FORMAT, parsePayload } from './topics.ts';
import { raiseToCurrent, type VersionedFormat } from './versioned-format.ts';

const OCCURRED = '2026-03-02T09:14:07.120Z';
const order = {
  orderRef: 'cs_1',
  merchantRef: 'A-17',
  merchantRefField: 'client_reference_id',
  merchantRefWriter: 'merchant',
  customerRef: null,
  status: 'paid',
  providerStatus: 'paid',
  disputed: false,
  currency: 'EUR',
  exponent: 2,
  amountMinor: '4900',
  paidMinor: '4900',
  refundedMinor: '0',
  chargedBackMinor: '0',
  access: 'granted',
  createdAt: OCCURRED,
  updatedAt: OCCURRED,
};
const stored = {
  version: 1,
  provider: 'stripe',
  account: 'default',
  subject: { kind: 'order', ref: 'cs_1' },
  occurrence: 1,
  occurredAt: OCCURRED,
  eventKey: 'evt_1',
  order,
};

describe('a payload of version 1, read by a made-up release that writes version 2', () => {
  const format: VersionedFormat = {
    ...PAYLOAD_FORMAT,
    current: 2,
    upgrades: { 1: upgradeSnapshot('order', (snapshot) => ({ ...snapshot, locale: null })) },
  };

  it('gets the new field, and keeps every other value', () => {
    expect(raiseToCurrent(stored, format)).toEqual({
      ...stored,
      version: 2,
      order: { ...order, locale: null },
    });
  });

  it.each([
    ['has no such snapshot', { ...stored, order: undefined }],
    ['has something else in its place', { ...stored, order: 'cs_1' }],
  ])('is not changed if it %s', (_, payload) => {
    expect(raiseToCurrent(payload, format)).toEqual({ ...payload, version: 2 });
  });
});

describe('a payload that does not match its version', () => {
  it.each([
    ['a field is missing', { order: { ...order, orderRef: undefined } }],
    ['its snapshot is not an object', { order: 'cs_1' }],
    ['it has no snapshot', { order: undefined }],
    ['no release wrote its version', { version: 0 }],
  ])('is refused: %s', (_, broken) => {
    expect(parsePayload('order.paid', stored).order.paidMinor).toBe(4900n);
    expect(() => parsePayload('order.paid', { ...stored, ...broken })).toThrow('invalid');
  });
});
