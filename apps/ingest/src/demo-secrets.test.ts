import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { IngestConfig } from './config.ts';

const SHIPPED = Object.fromEntries(
  ['QUEUE_URL'].map((name) => [
    `${name}_FILE`,
    fileURLToPath(new URL(`../../../ops/compose/demo-secrets/${name.toLowerCase()}`, import.meta.url)),
  ]),
);

it('the passwords in docker-compose.yml are accepted in test mode and refused in live mode', () => {
  expect(() => readConfig(IngestConfig, { ...SHIPPED, PAYSPOOL_MODE: 'test' })).not.toThrow();
  expect(() => readConfig(IngestConfig, SHIPPED)).toThrow(
    new ConfigError(['QUEUE_URL: contains a public demo secret; live mode requires a secret of your own']),
  );
});
