import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripe } from '@payspool/providers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { commentIn, editEnvFile, readEnvFile, valueIn, withComment, withValue } from './env-file.ts';
import { entriesIn, listSetting, withNewEntry } from './secret-list.ts';

const root = mkdtempSync(join(tmpdir(), 'payspool-env-'));
afterAll(() => rmSync(root, { recursive: true }));

let dir = '';
let path = '';
let made = 0;
beforeEach(() => {
  dir = join(root, String(++made));
  mkdirSync(dir);
  path = join(dir, '.env');
});
const put = (text: string, mode = 0o600) => {
  writeFileSync(path, text);
  chmodSync(path, mode);
};
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('an env file', () => {
  it('that does not exist is created for its owner alone, and no draft of it remains', () => {
    editEnvFile(path, (text) => `${text}A=1\n`);
    expect([readFileSync(path, 'utf8'), modeOf(path), readdirSync(dir)]).toEqual(['A=1\n', 0o600, ['.env']]);
  });

  it.each(['0644', '0640', '0604', '0660'])('with the mode %s is refused, and left as it is', (mode) => {
    put('A=1\n', Number.parseInt(mode, 8));
    const wanted = new RegExp(`can be read by other users \\(mode ${mode}\\).*chmod 600`);
    expect(() => editEnvFile(path, () => 'A=2\n')).toThrow(wanted);
    expect(readFileSync(path, 'utf8')).toBe('A=1\n');
  });

  it('is written through a link, which stays a link', () => {
    const real = join(dir, 'real');
    writeFileSync(real, 'A=1\n', { mode: 0o600 });
    symlinkSync(real, path);
    editEnvFile(path, () => 'A=2\n');
    expect([readFileSync(real, 'utf8'), readdirSync(dir).toSorted()]).toEqual(['A=2\n', ['.env', 'real']]);
  });

  it('is written although a killed run left its draft, and never through a link in place of the draft', () => {
    put('A=1\n');
    const elsewhere = join(dir, 'elsewhere');
    symlinkSync(elsewhere, join(dir, '..env.payspool'));
    editEnvFile(path, () => 'A=2\n');
    expect([readFileSync(path, 'utf8'), readdirSync(dir)]).toEqual(['A=2\n', ['.env']]);
  });

  it.each([
    ['a folder', () => dir, 'is not a file'],
    ['in a folder that does not exist', () => join(dir, 'none', '.env'), 'cannot be read (ENOENT)'],
  ])('that is %s is refused', (_, where, words) => {
    expect(() => readEnvFile(where())).toThrow(words);
  });
});

describe('a variable in an env file', () => {
  it.each([
    ['NAME=plain', 'plain', 'NAME=new'],
    ['export NAME=plain', 'plain', 'export NAME=new'],
    ['NAME="a \\"b\\""', 'a "b"', 'NAME="new"'],
    ["NAME='a b'", 'a b', "NAME='new'"],
    ['NAME=["a","b"]', '["a","b"]', 'NAME=new'],
    ['NAME=', '', 'NAME=new'],
    ['NAME=first\nNAME=last', 'last', 'NAME=first\nNAME=new'],
    ['NAME=plain\r', 'plain', 'NAME=new\r'],
  ])('%j is read and written in its own way', (line, value, changed) => {
    const text = `# a comment\n${line}\nOTHER=x\n`;
    expect(valueIn(text, 'NAME')).toBe(value);
    expect(withValue(text, 'NAME', 'new')).toBe(`# a comment\n${changed}\nOTHER=x\n`);
  });

  it('is added at the end, and is not confused with a longer name or a comment', () => {
    const text = '#NAME=x\nNAME_FILE=y\nMY_NAME=z';
    expect(valueIn(text, 'NAME')).toBeUndefined();
    expect(withValue(text, 'NAME', 'new')).toBe(`${text}\nNAME=new\n`);
  });

  it('keeps its quotation marks if the value has some too', () => {
    expect(withValue('NAME="a"\n', 'NAME', '["n","o"]')).toBe('NAME="[\\"n\\",\\"o\\"]"\n');
    expect(valueIn('NAME="[\\"n\\",\\"o\\"]"\n', 'NAME')).toBe('["n","o"]');
    expect(withValue("NAME='a'\n", 'NAME', '["n","o"]')).toBe('NAME=\'["n","o"]\'\n');
  });

  it('has its comment in the line before it, once', () => {
    const once = withComment('A=1\nNAME=x\n', { mark: 'mark:', before: 'NAME', comment: 'one' });
    expect(once).toBe('A=1\n# mark: one\nNAME=x\n');
    const twice = withComment(once, { mark: 'mark:', before: 'NAME', comment: 'two' });
    expect([twice, commentIn(twice, 'mark:')]).toEqual(['A=1\n# mark: two\nNAME=x\n', 'two']);
    expect(withComment(twice, { mark: 'mark:', before: 'NAME' })).toBe('A=1\nNAME=x\n');
  });
});

describe('a list of secrets in an env file', () => {
  const account = {
    provider: { ...stripe, slug: 'stripe' },
    name: 'default',
    mode: 'test' as const,
    settings: stripe.settings.parse({ webhookSecrets: 'whsec_configured' }),
  };
  // The provider is generic in its settings; an account is not.
  const setting = listSetting(account as unknown as Parameters<typeof listSetting>[0], 'webhookSecrets');

  it.each([
    ['STRIPE_WEBHOOK_SECRETS=whsec_old\n', 'STRIPE_WEBHOOK_SECRETS=["whsec_new","whsec_old"]\n'],
    [
      'STRIPE_WEBHOOK_SECRETS=\'["whsec_b","whsec_a"]\'\n',
      'STRIPE_WEBHOOK_SECRETS=\'["whsec_new","whsec_b","whsec_a"]\'\n',
    ],
    [
      'STRIPE_WEBHOOK_SECRETS=["whsec_new","whsec_old"]\n',
      'STRIPE_WEBHOOK_SECRETS=["whsec_new","whsec_old"]\n',
    ],
    ['', 'STRIPE_WEBHOOK_SECRETS=["whsec_new","whsec_configured"]\n'],
    ['STRIPE_WEBHOOK_SECRETS=\n', 'STRIPE_WEBHOOK_SECRETS=whsec_new\n'],
  ])('%j gets the new one first, once', (before, after) => {
    expect(withNewEntry(before, setting, 'whsec_new')).toBe(after);
  });

  it('is refused if a shell removed its quotation marks, or if it is in another file', () => {
    expect(() => entriesIn('STRIPE_WEBHOOK_SECRETS=[whsec_b,whsec_a]\n', setting)).toThrow(
      'STRIPE_WEBHOOK_SECRETS in the env file begins with [ but is not a JSON array',
    );
    expect(() => entriesIn('STRIPE_WEBHOOK_SECRETS_FILE=/run/x\n', setting)).toThrow(
      'the env file has STRIPE_WEBHOOK_SECRETS_FILE',
    );
  });
});
