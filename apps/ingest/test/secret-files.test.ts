import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAccounts, providers, providerVariables } from '@payspool/providers';
import { demoSecretProblems, ConfigError, readConfig, withFiles } from '@payspool/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestConfig } from '../src/config.ts';

describe('a variable given as a file', () => {
  let dir: string;
  let path: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'payspool-secrets-'));
    path = join(dir, 'secret');
  });
  afterAll(async () => {
    await rm(dir, { recursive: true });
  });

  it('is read without the line end', async () => {
    await writeFile(path, 'redis://:sesame@localhost\r\n');
    expect(readConfig(IngestConfig, { QUEUE_URL_FILE: path }).queueUrl).toBe('redis://:sesame@localhost');
  });

  it('holds a list of secrets as the variable would', async () => {
    await writeFile(path, 'new,old\n');
    const { env } = withFiles({ STRIPE_WEBHOOK_SECRETS_FILE: path }, providerVariables(providers));
    const accounts = loadAccounts({ providers, env, mode: 'test', demoSecretProblems, readFile: () => '' });
    expect(accounts.find('stripe', 'default')?.settings).toMatchObject({ webhookSecrets: ['new', 'old'] });
  });

  it('is refused when the variable is set as well', async () => {
    await writeFile(path, 'redis://localhost');
    expect(() => readConfig(IngestConfig, { QUEUE_URL: 'redis://localhost', QUEUE_URL_FILE: path })).toThrow(
      new ConfigError(['QUEUE_URL and QUEUE_URL_FILE are both set: one of them has to go']),
    );
  });

  it('is refused when the file cannot be read', () => {
    expect(() => readConfig(IngestConfig, { QUEUE_URL_FILE: join(dir, 'nowhere') })).toThrow(
      new ConfigError(['QUEUE_URL_FILE: cannot be read (ENOENT)']),
    );
  });
});
