import { ConfigError, readConfig } from '@payspool/runtime';
import { describe, expect, it } from 'vitest';
import { DashboardConfig } from './config.ts';

const ENV = {
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
  it('uses the loopback address, port 3002 and hidden payloads by default', () => {
    expect(readConfig(DashboardConfig, ENV)).toEqual({
      queueUrl: 'redis://127.0.0.1:6379',
      payspoolMode: 'live',
      host: '127.0.0.1',
      dashboardPort: 3002,
      metricsPort: '9464',
      dashboardUser: 'operator',
      dashboardPassword: 'twelve chars',
      dashboardShowPayloads: 'false',
      logLevel: 'info',
    });
  });

  it('has no default login, and the error names what is missing', () => {
    expect(problemsOf({})).toEqual([
      'QUEUE_URL is not set',
      'DASHBOARD_USER is not set',
      'DASHBOARD_PASSWORD is not set',
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

  it('shows payloads only for the word true, and the error quotes no value', () => {
    expect(readConfig(DashboardConfig, { ...ENV, DASHBOARD_SHOW_PAYLOADS: 'true' })).toMatchObject({
      dashboardShowPayloads: 'true',
    });
    const problems = problemsOf({
      ...ENV,
      DASHBOARD_SHOW_PAYLOADS: 'sesame',
      QUEUE_URL: 'mysql://u:sesame@h',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'QUEUE_URL',
      'DASHBOARD_SHOW_PAYLOADS',
    ]);
    expect(problems.join()).not.toContain('sesame');
  });
});
