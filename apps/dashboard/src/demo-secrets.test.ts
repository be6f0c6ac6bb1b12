import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '@payspool/runtime';
import { expect, it } from 'vitest';
import { DashboardConfig } from './config.ts';

const demo = (name: string) =>
  fileURLToPath(new URL(`../../../ops/compose/demo-secrets/${name}`, import.meta.url));
const SHIPPED = {
  DASHBOARD_DATABASE_URL_FILE: demo('dashboard_database_url'),
  QUEUE_URL_FILE: demo('queue_url'),
  DASHBOARD_USER: 'payspool',
  DASHBOARD_PASSWORD_FILE: demo('dashboard_password'),
};

it('the passwords in docker-compose.yml are accepted in test mode and refused in live mode', () => {
  expect(() => readConfig(DashboardConfig, { ...SHIPPED, PAYSPOOL_MODE: 'test' })).not.toThrow();
  expect(() => readConfig(DashboardConfig, SHIPPED)).toThrow(
    new ConfigError([
      'QUEUE_URL: contains a public demo secret; live mode requires a secret of your own',
      'DASHBOARD_DATABASE_URL: contains a public demo secret; live mode requires a secret of your own',
      'DASHBOARD_PASSWORD: contains a public demo secret; live mode requires a secret of your own',
    ]),
  );
});
