import { ConfigError } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { configuredProjection } from './configured.ts';

it('by default the commands fold like the worker', () => {
  const { policy, merchantRefGraceMs } = configuredProjection({});
  expect(policy).toEqual({ onPartialLoss: 'keep', whileCollectionPaused: 'keep', whenEndUnknown: 'end' });
  expect(merchantRefGraceMs).toBe(30_000);
});

it('the commands fold with the settings of the environment', () => {
  const { policy, merchantRefGraceMs } = configuredProjection({
    ACCESS_ON_PARTIAL_LOSS: 'revoke',
    ACCESS_WHILE_COLLECTION_PAUSED: 'end',
    ACCESS_WHEN_END_UNKNOWN: 'period',
    MERCHANT_REF_GRACE_SECONDS: '0',
  });
  expect(policy).toEqual({ onPartialLoss: 'revoke', whileCollectionPaused: 'end', whenEndUnknown: 'period' });
  expect(merchantRefGraceMs).toBe(0);
});

it('the error names every invalid setting', () => {
  const env = {
    ACCESS_ON_PARTIAL_LOSS: 'sesame',
    ACCESS_WHILE_COLLECTION_PAUSED: 'sesame',
    ACCESS_WHEN_END_UNKNOWN: 'sesame',
    MERCHANT_REF_GRACE_SECONDS: '3601',
  };
  expect(() => configuredProjection(env)).toThrow(
    new ConfigError([
      'ACCESS_ON_PARTIAL_LOSS: expected keep or revoke',
      'ACCESS_WHILE_COLLECTION_PAUSED: expected keep or end',
      'ACCESS_WHEN_END_UNKNOWN: expected end or period',
      'MERCHANT_REF_GRACE_SECONDS: expected a whole number from 0 to 3600',
    ]),
  );
});
