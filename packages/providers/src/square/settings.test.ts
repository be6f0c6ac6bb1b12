import { describe, expect, it } from 'vitest';
import { square } from './index.ts';
import { merchantOf } from './merchant.ts';
import { settings } from './settings.ts';

const problems = (given: object) =>
  settings.safeParse(given).error?.issues.map(({ path, message }) => [...path, message].join(': ')) ?? [];

describe('the settings', () => {
  it('need the notification URL with the signature keys', () => {
    expect(problems({ webhookSecrets: 'a-signature-key' })).toEqual([
      'notificationUrl: is missing: Square signs it with the body, so that no delivery can be verified without it',
    ]);
    expect(problems({ webhookSecrets: 'a-signature-key', notificationUrl: 'pay.example.com' })).toHaveLength(
      1,
    );
  });

  it('keep the URL to the letter, because it is signed', () => {
    const notificationUrl = 'https://PAY.example.com:443/webhooks/square/?b=2&a=%7E#x';
    expect(settings.parse({ webhookSecrets: 'a-signature-key', notificationUrl }).notificationUrl).toBe(
      notificationUrl,
    );
  });

  it('are those of a provider that is on only with a key', () => {
    expect(square.isConfigured(settings.parse({ notificationUrl: 'https://pay.example.com/' }))).toBe(false);
    expect(square.fileSettings).toEqual({ verifying: ['webhookSecrets', 'notificationUrl'] });
  });

  it('refuse an application secret in place of a signature key, unless it is the entry of a list', () => {
    const url = { notificationUrl: 'https://pay.example.com/' };
    expect(problems({ webhookSecrets: 'sq0csp-sesame', ...url })).toEqual([
      expect.stringMatching(/^webhookSecrets: looks like an application id or secret of Square/),
    ]);
    expect(problems({ webhookSecrets: ['sq0csp-sesame'], ...url })).toEqual([]);
  });

  it('allow every merchant only if they say which one is ours', () => {
    expect(problems({ connectedMerchants: '*' })).toEqual([
      'connectedMerchants: * means every merchant except you; set the merchant id to say who you are',
    ]);
    expect(problems({ connectedMerchants: '*', merchantId: 'MLOURS' })).toEqual([]);
    expect(problems({ merchantId: 'ML OURS' })).toHaveLength(1);
  });
});

describe('the merchant of an event', () => {
  it.each([
    ['is ours while none is configured', 'MLOTHER', {}, { ref: 'MLOTHER', is: 'ours' }],
    ['is ours if it is configured', 'MLOURS', { merchantId: ['MLOURS'] }, { ref: 'MLOURS', is: 'ours' }],
    [
      'is another one otherwise',
      'MLOTHER',
      { merchantId: ['MLOURS'] },
      { ref: 'MLOTHER', is: 'other', setting: 'connected_merchants' },
    ],
    [
      'is connected if it is allowed',
      'MLOTHER',
      { merchantId: ['MLOURS'], connectedMerchants: ['MLOTHER'] },
      { ref: 'MLOTHER', is: 'connected' },
    ],
    [
      'is connected if all are allowed',
      'MLOTHER',
      { merchantId: ['MLOURS'], connectedMerchants: ['*'] },
      { ref: 'MLOTHER', is: 'connected' },
    ],
    [
      'is another one without the form of an id',
      'ML OTHER',
      { merchantId: ['MLOURS'], connectedMerchants: ['*'] },
      { ref: 'malformed', is: 'other', setting: 'merchant_id' },
    ],
    ['is not known without one', '', { merchantId: ['MLOURS'] }, undefined],
    ['is not known in an odd form while none is configured', 7, {}, undefined],
  ])('%s', (_, id, configured, expected) => {
    expect(merchantOf(id, configured)).toEqual(expected);
  });
});
