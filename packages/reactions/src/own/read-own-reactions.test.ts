import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { OwnReactionsError } from './own-reactions-error.ts';
import { readOwnReactions } from './read-own-reactions.ts';

const ENV = {
  PATH: '/bin',
  TZ: 'Asia/Kolkata',
  DATABASE_URL: 'postgres://user:sesame@host/db',
  STRIPE_WEBHOOK_SECRETS: 'whsec_sesame',
  NODE_OPTIONS: '--inspect',
  SHOP_URL: 'https://shop.example.com',
  SHOP_TOKEN_FILE: '/run/secrets/shop_token',
};
const read = (settings: Parameters<typeof readOwnReactions>[0]) =>
  readOwnReactions(settings, {
    env: ENV,
    cwd: '/',
    withFiles: (env, names) => ({
      env: { ...env, ...Object.fromEntries(names.map((name) => [name, `content of ${name}_FILE`])) },
      problems: [],
    }),
  });

it('without REACTIONS there is nothing to start', () => {
  expect(read({ reactionsEnv: ['SHOP_URL'] })).toBeUndefined();
});

it('a process gets the harmless variables and the named ones, also those in files, and no other', () => {
  expect(
    read({ reactions: '@acme/shop', reactionsEnv: ['SHOP_URL', 'SHOP_TOKEN'], reactionsMemoryMb: 64 }),
  ).toEqual({
    setting: '@acme/shop',
    cwd: '/',
    memoryMb: 64,
    env: {
      PATH: '/bin',
      TZ: 'Asia/Kolkata',
      SHOP_URL: 'https://shop.example.com',
      SHOP_TOKEN: 'content of SHOP_TOKEN_FILE',
    },
  });
});

it('a named variable that is not set and a folder that is missing are named together', () => {
  expect(() => read({ reactions: '/nowhere', reactionsEnv: ['SHOP_KEY'] })).toThrow(
    new OwnReactionsError([
      'REACTIONS_ENV: SHOP_KEY is not set',
      'REACTIONS: the folder /nowhere cannot be read (ENOENT)',
    ]),
  );
});

it('a folder with a module is accepted before it is loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'payspool-modules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'ship.mjs'), 'not a module');
  expect(read({ reactions: folder })?.setting).toBe(folder);
});
