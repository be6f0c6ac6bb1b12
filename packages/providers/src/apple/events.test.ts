import { describe, expect, it } from 'vitest';
import { problemOf } from '../conformance/fixtures.ts';
import { apple } from './index.ts';
import { bodyOf } from './simulator/jws.ts';
import { contentOfFixture, meaningOf, RENEWAL, SIGNED, TX } from './simulator/meaning.ts';

describe('a field', () => {
  it.each([
    [{ [`${TX}.price`]: '4990' }, `${TX}.price`],
    [{ [`${TX}.price`]: 49.9 }, `${TX}.price`],
    [{ [`${TX}.price`]: -1 }, `${TX}.price`],
    [{ [`${TX}.currency`]: 'eur' }, `${TX}.currency`],
    [{ [`${TX}.transactionId`]: undefined }, `${TX}.transactionId`],
    [{ [`${TX}.originalTransactionId`]: 7 }, `${TX}.originalTransactionId`],
    [{ [`${TX}.purchaseDate`]: 1e15 }, `${TX}.purchaseDate`],
    [{ [`${TX}.revocationPercentage`]: 100_001 }, `${TX}.revocationPercentage`],
    [{ [`${RENEWAL}.autoRenewStatus`]: 2 }, `${RENEWAL}.autoRenewStatus`],
    [{ 'data.status': 'active' }, 'data.status'],
    [{ [TX]: undefined }, TX],
    [{ [TX]: 'x' }, TX],
    [{ data: undefined }, 'data'],
    [{ signedDate: 'today' }, 'signedDate'],
    [{ notificationType: 7 }, 'notificationType'],
  ])('that decides and is invalid is named: %j', (changes, path) => {
    expect(problemOf(() => meaningOf('DID_RENEW', changes))).toMatchObject({
      code: 'schema_violation',
      path,
    });
  });

  it('that decides nothing is left out, with a warning', () => {
    const meaning = meaningOf('DID_RENEW', {
      [`${TX}.quantity`]: 'two',
      [`${RENEWAL}.renewalDate`]: 'soon',
    });
    expect(meaning).toMatchObject({
      warnings: [
        `${TX}.quantity has an invalid form and was left out`,
        `${RENEWAL}.renewalDate has an invalid form and was left out`,
      ],
    });
  });
});

describe('other notifications', () => {
  it.each([
    ['REFUND_DECLINED', 'a refund that was declined: nothing went back'],
    ['TEST', 'a test notification'],
    ['LATER_INVENTED', 'unknown event type'],
    ['__proto__', 'unknown event type'],
  ])('%s is ignored: %s', (notificationType, reason) => {
    expect(meaningOf('DID_RENEW', { notificationType })).toMatchObject({
      outcome: 'ignored',
      type: notificationType,
      occurredAt: SIGNED,
      reason,
    });
  });

  it.each([
    [{ 'data.environment': 'Production' }, 'live'],
    [{ 'data.environment': 'Sandbox' }, 'test'],
    [{ 'data.environment': '__proto__' }, undefined],
    [{ data: undefined, summary: { environment: 'Production' } }, 'live'],
    [{ data: undefined, appData: { environment: 'Sandbox' } }, 'test'],
    [{ data: undefined, externalPurchaseToken: { externalPurchaseId: 'SANDBOX_1' } }, 'test'],
    [{ data: undefined, externalPurchaseToken: { externalPurchaseId: 'b1' } }, 'live'],
    [{ data: undefined }, undefined],
  ] as const)('with %j have the mode %s', (changes, mode) => {
    expect(meaningOf('DID_RENEW', { notificationType: 'TEST', ...changes }).mode).toBe(mode);
  });
});

it('the event key is the id of the notification, and the hash of the body without one', () => {
  const content = JSON.parse(contentOfFixture('DID_RENEW').toString()) as { notificationUUID?: string };
  const keyOf = (notification: object) => apple.identify({ headers: {}, body: bodyOf(notification) });
  expect(keyOf(content)).toEqual({ eventKey: content.notificationUUID, type: 'DID_RENEW' });
  expect(keyOf({})).toEqual({ eventKey: expect.stringMatching(/^sha256:/) as string, type: undefined });
  expect(apple.identify({ headers: {}, body: Buffer.from('{}') }).type).toBeUndefined();
});
