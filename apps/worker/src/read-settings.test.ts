import { ConfigError } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { readWorkerSettings } from './read-settings.ts';

it('errors of the own settings, of a provider’s and of the price list are reported together', () => {
  const env = {
    QUEUE_URL: 'amqp://u:sesame@host',
    DATABASE_URL: 'postgres://host/db',
    WORKER_PORT: 'sesame',
    SMTP_URL: 'smtp://host',
    PRICE_LIST_FILE: '/nowhere/prices.yaml',
    STRIPE_BARE_INTENTS: 'sesame',
  };
  expect(() => readWorkerSettings(env)).toThrow(
    new ConfigError([
      "QUEUE_URL: the queue's URL has no scheme that is known; it is one of redis://host:6379/0, rediss://…, postgres://user@host/database, redis-sentinel://host:26379,host:26379/name, redis-cluster://host:6379,host:6379",
      'WORKER_PORT: expected a whole number from 0 to 65535',
      'NOTIFY_FROM: SMTP_URL and NOTIFY_FROM must be set together',
      'STRIPE_BARE_INTENTS: expected wait or order',
      'PRICE_LIST_FILE: cannot be read (ENOENT)',
    ]),
  );
});

it('the price list is not read if fulfilment is disabled', () => {
  const env = { QUEUE_URL: 'redis://host', DATABASE_URL: 'postgres://host/db', FULFILMENT: 'off' };
  expect(readWorkerSettings({ ...env, PRICE_LIST_FILE: '/nowhere' }).prices).toBeUndefined();
});

it('names what is wrong with own reactions beside other problems', () => {
  const env = {
    QUEUE_URL: 'redis://host',
    DATABASE_URL: 'postgres://host/db',
    WORKER_PORT: 'sesame',
    REACTIONS: '/nowhere',
    REACTIONS_ENV: 'SHOP_TOKEN',
  };
  expect(() => readWorkerSettings(env)).toThrow(
    new ConfigError([
      'WORKER_PORT: expected a whole number from 0 to 65535',
      'REACTIONS_ENV: SHOP_TOKEN is not set',
      'REACTIONS: the folder /nowhere cannot be read (ENOENT)',
    ]),
  );
});
