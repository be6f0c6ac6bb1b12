import { describe, expect, it } from 'vitest';
import { gocardless } from './index.ts';

const limitationOf = (given: object) => gocardless.limitation?.(gocardless.settings.parse(given));

describe('an account', () => {
  it('without an access token cannot confirm amounts, which its limitation says', () => {
    expect(limitationOf({ webhookSecrets: ['k3Qw8Zt2Lm5Vx9'] })).toEqual({
      found: 'amounts are not confirmed, because its events have none: no payment becomes paid',
      setting: 'accessToken',
      remedy: 'needs a read-only access token of the same GoCardless account and environment',
    });
  });

  it('with an access token has no limitation', () => {
    expect(limitationOf({ accessToken: 'sandbox_k3Qw8Zt2Lm5Vx9' })).toBeUndefined();
  });
});

it.each([
  ['an id of an object', { accessToken: 'PM0096DXBGVHA1' }],
  ['a header', { accessToken: 'Bearer sandbox_k3Qw8Zt2' }],
  ['an address without a protocol', { apiUrl: 'api.gocardless.com' }],
])('%s is refused', (_, given) => {
  expect(gocardless.settings.safeParse(given).success).toBe(false);
});
