import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureOf } from './failure.ts';
import { calledCommand, createProgram } from './program.ts';

const dir = mkdtempSync(join(tmpdir(), 'payspool-usage-'));
afterAll(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}
const headers = file('headers.json', '{}');
const broken = file('broken.json', '{"a"');
const body = file('body', '{}');
const cut = file('cut.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');

/** Runs a command line that must fail, and returns its status and its stderr. */
async function misuse(args: readonly string[]) {
  const program = await createProgram(calledCommand(args));
  let said = '';
  const listen = (command: Command): void => {
    command.configureOutput({
      writeErr: (text) => (said += text),
      writeOut: () => expect.unreachable('nothing on stdout'),
    });
    command.commands.forEach(listen);
  };
  listen(program);
  const error: unknown = await program.parseAsync(args, { from: 'user' }).then(
    () => expect.unreachable('it succeeded'),
    (reason: unknown) => reason,
  );
  const { status, lines } = failureOf(error);
  return { status, said: said + lines.join('\n') };
}

const verify = (...more: string[]) => [
  'verify',
  '--provider',
  'stripe',
  '--headers',
  headers,
  '--body',
  body,
  ...more,
];
const paypal = (...more: string[]) => [...verify('--provider', 'paypal', '--webhook-id', '7AB'), ...more];
const simulate = (...more: string[]) => ['simulate', '--seed', '1', '--secret', 'whsec_x', ...more];

describe('an invalid command line exits with 2 and one sentence', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['a missing file', verify('--body', join(dir, 'none')), /none cannot be read \(ENOENT\)/],
    ['a directory for a file', verify('--body', dir), /cannot be read \(EISDIR\)/],
    ['headers that are not JSON', verify('--headers', broken), /broken\.json is not JSON/],
    ['a time without a zone', verify('--at', '2026-01-31T12:00'), /--at.*2026-01-31T12:00:00Z/],
    ['a day that does not exist', verify('--at', '2026-02-31T12:00:00Z'), /--at/],
    ['a file that is not a certificate', paypal('--cert', body), /--cert: the file is not PEM text/],
    ['a truncated certificate', paypal('--cert', cut), /--cert: the file is not PEM text/],
    [
      'nothing to verify with',
      verify('--provider', 'razorpay'),
      /--secret, or set RAZORPAY_WEBHOOK_SECRETS$/,
    ],
    [
      'nothing to verify with, of two ways',
      verify('--provider', 'paymentkit'),
      /--secret, or set PAYMENTKIT_WEBHOOK_SECRETS; or give --public-key, or set PAYMENTKIT_APP_PUBLIC_KEYS$/,
    ],
    [
      'nothing to verify with, of PayPal',
      verify('--provider', 'paypal'),
      /--webhook-id, or set PAYPAL_WEBHOOK_IDS$/,
    ],
    ['an unknown provider', verify('--provider', 'nobody'), /nobody.*Allowed choices are stripe/],
    ['an unknown option', verify('--sekret', 'x'), /unknown option '--sekret'/],
    ['a surplus argument', verify('surplus'), /too many arguments/],
    ['a missing option', ['verify', '--provider', 'stripe'], /--headers/],
    ['an option without its value', ['verify', '--provider'], /argument missing/],
    ['an unknown command', ['verfy'], /unknown command 'verfy'/],
    ['no command', [], /Usage: payspool/],
    ['an invalid secret', verify('--secret', 'sk_test_sesame'), /--secret: looks like an API key \(sk_…/],
    ['a secret in quotation marks', verify('--secret', '"whsec_x"'), /--secret: is in quotation marks/],
    [
      'a truncated array of secrets',
      simulate('--provider', 'stripe', '--secret', '["whsec_x"'),
      /--secret: begins with \[ but is not a JSON array/,
    ],
    [
      'a delivery of which no provider is recognised',
      verify('--provider', 'auto'),
      /no provider is recognised.*\n.*stripe-signature \(stripe\)/,
    ],
    [
      'a setting without a value',
      verify('--setting', 'webhookSecrets='),
      /^--setting: expected <name>=<value>$/,
    ],
    ['a setting without a name', verify('--setting', 'sesame'), /^--setting: expected <name>=<value>$/],
    [
      'a setting of another provider',
      verify('--setting', 'bundleIds=x'),
      /stripe has no setting bundleIds; its settings are webhookSecrets,/,
    ],
    [
      'nothing to verify with, of Apple',
      verify('--provider', 'apple'),
      /--setting bundleIds=<value>, or set APPLE_BUNDLE_IDS$/,
    ],
    ['a count of zero', simulate('--count', '0'), /whole number from 1/],
    ['a share above 1', simulate('--duplicate', '2'), /from 0 to 1/],
    ['an empty share', simulate('--duplicate', ''), /from 0 to 1/],
    ['an address that is not HTTP', simulate('--url', 'ftp://x'), /https?:/],
    ['an unknown scenario', simulate('--scenario', 'nothing'), /Allowed choices are checkout/],
    [
      'one secret for two providers',
      simulate('--provider', 'stripe', 'razorpay'),
      /--secret requires exactly one --provider/,
    ],
    [
      'a secret for a provider that signs with a key',
      simulate('--provider', 'paypal'),
      /--secret requires exactly one --provider/,
    ],
    [
      'a scenario that the provider does not have',
      simulate('--provider', 'ippopay', '--scenario', 'renewal'),
      /none of these providers has any/,
    ],
    ['a blank order', ['replay', '--order', ''], /--order.*It is blank/],
    ['a blank purchase', ['reconcile', '--order', 'pi_1', ' '], /--order.*It is blank/],
    ['a time that is no duration', ['reconcile', '--since', '7w'], /--since.*2026-01-31T12:00:00Z/],
    ['an import without a beginning', ['backfill', '--provider', 'stripe'], /--since/],
    [
      'an unknown kind of operation',
      ['operations', 'list', '--kind', 'party'],
      /party.*Allowed choices are retry/,
    ],
    ['a blank consumer', ['reactions', 'retry', '--again', '--consumer', ' '], /--consumer.*It is blank/],
    ['a blank customer', ['events', 'erase', '--yes', '--customer', ''], /--customer.*It is blank/],
    ['a limit that is not a number', ['events', 'list', '--limit', 'many'], /whole number from 1/],
    [
      'an invalid year',
      ['events', 'list', '--since', '0000-01-01'],
      /received:0000-01-01\.\..*2026-01-31T12:00Z/,
    ],
    ['an invalid time', ['replay', '--since', 'yesterday'], /2026-01-31T12:00:00Z/],
    [
      'a mistake in a filter',
      ['events', 'list', 'staus:failed'],
      /character 1.*no key staus.*Did you mean `status:`\?/,
    ],
  ])('%s', async (_what, args, sentence) => {
    const { status, said } = await misuse(args);
    expect({ status, said }).toEqual({ status: 2, said: expect.stringMatching(sentence) });
    expect(said).not.toMatch(/^\s+at /m);
  });
});

it('a command that needs a database names the places where it looked for one', async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('DATABASE_URL', '').stubEnv('DATABASE_URL_FILE', '').stubEnv('DATA_DIR', dir);
  expect(await misuse(['events', 'list'])).toEqual({
    status: 2,
    said: 'DATABASE_URL is not set, and `start` is not running in this folder',
  });
});
