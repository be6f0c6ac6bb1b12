import { ConfigError, readConfig } from '@payspool/runtime';
import { describe, expect, it } from 'vitest';
import { DashboardConfig } from './config.ts';

const ENV = {
  DATABASE_URL: 'postgresql://dashboard@127.0.0.1/payspool',
  QUEUE_URL: 'redis://127.0.0.1:6379',
  DASHBOARD_USER: 'operator',
  DASHBOARD_PASSWORD: 'twelve chars',
};

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(DashboardConfig, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration of the dashboard', () => {
  it('uses the loopback address and port 3002 by default', () => {
    expect(readConfig(DashboardConfig, ENV)).toEqual({
      queueUrl: 'redis://127.0.0.1:6379',
      databaseUrl: ENV.DATABASE_URL,
      payspoolMode: 'live',
      host: '127.0.0.1',
      dashboardPort: 3002,
      metricsPort: '9464',
      dashboardUser: 'operator',
      dashboardPassword: 'twelve chars',
      dashboardProxySecretHeader: 'x-payspool-proxy-secret',
      dashboardTitle: 'Payspool',
      logLevel: 'info',
    });
  });

  it('has no default login, and the error names what is missing', () => {
    expect(problemsOf({})).toEqual([
      'QUEUE_URL is not set',
      'DATABASE_URL: is not set',
      'DASHBOARD_USERS: is not set, and neither is DASHBOARD_USER with DASHBOARD_PASSWORD, nor a proxy: nobody could log in',
    ]);
  });

  it('refuses a short password, and a name that cannot be used for a login', () => {
    expect(problemsOf({ ...ENV, DASHBOARD_PASSWORD: 'eleven char', DASHBOARD_USER: 'a:b' })).toEqual([
      'DASHBOARD_USER: must have 1 to 255 characters, without a colon or control character',
      'DASHBOARD_PASSWORD: must have at least 12 characters',
    ]);
  });

  it.each([
    ['"twelve chars"', 'is in quotation marks: remove them'],
    ["'twelve chars'", 'is in quotation marks: remove them'],
    ['“twelve chars”', 'is in quotation marks: remove them'],
    ['<your password>', 'looks like a placeholder that was not filled in'],
    ['change-me-please', 'looks like a placeholder that was not filled in'],
    ['change_this_password', 'looks like a placeholder that was not filled in'],
    ['your-strong-password', 'looks like a placeholder that was not filled in'],
    ['${BOARD_PASSWORD}', 'looks like a placeholder that was not filled in'],
    ['************', 'looks like a placeholder that was not filled in'],
    ['"twelve" chars, and a comma', undefined],
  ])('the password %s', (password, problem) => {
    const problems = problem === undefined ? [] : [`DASHBOARD_PASSWORD: ${problem}`];
    expect(problemsOf({ ...ENV, DASHBOARD_PASSWORD: password })).toEqual(problems);
  });

  it('needs every setting of the way to log in', () => {
    const { DASHBOARD_PASSWORD, ...named } = ENV;
    expect(problemsOf(named)).toEqual(['DASHBOARD_PASSWORD: is not set']);
    expect(problemsOf({ ...ENV, DASHBOARD_PROXY_USER_HEADER: 'X-User' })).toEqual([
      'DASHBOARD_PROXY_SECRET: is not set: without it, anybody who reaches the port could name a user',
      'DASHBOARD_PROXY_ROLES: is not set: it says what each group may do',
    ]);
    expect(problemsOf({ ...ENV, DASHBOARD_USERS: `ada:admin:${DASHBOARD_PASSWORD}` })).toEqual([
      'DASHBOARD_USERS: user 1: the third part is not a hash of `payspool dashboard password`',
    ]);
  });

  it('reads the database with a role of its own, if there is one, and the error quotes no value', () => {
    const own = 'postgresql://payspool_dashboard@127.0.0.1/payspool';
    const { DATABASE_URL, ...without } = ENV;
    expect(readConfig(DashboardConfig, { ...without, DASHBOARD_DATABASE_URL: own })).toMatchObject({
      dashboardDatabaseUrl: own,
    });
    const problems = problemsOf({
      ...ENV,
      DASHBOARD_DATABASE_URL: 'sesame',
      QUEUE_URL: 'mysql://u:sesame@h',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['QUEUE_URL', 'DASHBOARD_DATABASE_URL']);
    expect(problems.join()).not.toContain('sesame');
    expect(DATABASE_URL).toBeDefined();
  });
});
