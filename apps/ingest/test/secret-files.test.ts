import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAccounts, providers, providerVariables } from '@payspool/providers';
import { demoSecretProblems, ConfigError, readConfig, withFiles } from '@payspool/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestConfig } from '../src/config.ts';

describe('a variable that is given as a file', () => {
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

  const stripeSecrets = () => {
    const { env } = withFiles({ STRIPE_WEBHOOK_SECRETS_FILE: path }, providerVariables(providers));
    const accounts = loadAccounts({ providers, env, mode: 'test', demoSecretProblems, readFile: () => '' });
    return accounts.find('stripe', 'default')?.settings['webhookSecrets'];
  };

  it.each([
    ['one secret', 'whsec_new,half\n', ['whsec_new,half']],
    ['a JSON array of them', '[\n  "whsec_new",\n  "whsec_old"\n]\r\n', ['whsec_new', 'whsec_old']],
  ])('contains %s, like the variable itself', async (_, text, secrets) => {
    await writeFile(path, text);
    expect(stripeSecrets()).toEqual(secrets);
  });

  it.each([
    ['a secret a line', 'whsec_new\nwhsec_old\n', 'contains a line break'],
    ['UTF-16', Buffer.from('\uFEFFwhsec_new\n', 'utf16le'), 'is not text in UTF-8'],
    ['a byte order mark', '\uFEFFwhsec_new\n', 'begins with a byte order mark'],
    ['quotation marks', '"whsec_new"\n', 'is in quotation marks'],
  ])('is refused if it contains %s', async (_, text, words) => {
    await writeFile(path, text);
    expect(stripeSecrets).toThrow(`STRIPE_WEBHOOK_SECRETS: ${words}`);
  });

  it('is refused if the variable is set as well', async () => {
    await writeFile(path, 'redis://localhost');
    expect(() => readConfig(IngestConfig, { QUEUE_URL: 'redis://localhost', QUEUE_URL_FILE: path })).toThrow(
      new ConfigError(['QUEUE_URL and QUEUE_URL_FILE are both set: remove one of them']),
    );
  });

  it('is refused if the file cannot be read', () => {
    expect(() => readConfig(IngestConfig, { QUEUE_URL_FILE: join(dir, 'nowhere') })).toThrow(
      new ConfigError(['QUEUE_URL_FILE: cannot be read (ENOENT)']),
    );
  });
});
