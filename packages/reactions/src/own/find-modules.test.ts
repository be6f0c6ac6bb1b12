import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { findModules } from './find-modules.ts';
import { OwnReactionsError } from './own-reactions-error.ts';

function folderOf(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'payspool-modules-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) writeFileSync(join(folder, name), '');
  return folder;
}

it('a module is each script of the folder, by name, without declarations, tests, settings of tools and shared files', () => {
  const folder = folderOf(
    'ship.ts',
    'bill.mjs',
    'old.cjs',
    'plain.js',
    'payspool.d.ts',
    'ship.test.ts',
    'vitest.config.ts',
    '_shop.mjs',
    '.hidden.js',
    'package.json',
    'README.md',
  );
  mkdirSync(join(folder, 'lib.js'));
  expect(findModules(folder, '/').map(({ name }) => name)).toEqual([
    'bill.mjs',
    'old.cjs',
    'plain.js',
    'ship.ts',
  ]);
});

it('a module may be a link, as a mounted ConfigMap has it', () => {
  const folder = folderOf('_data');
  symlinkSync(join(folder, '_data'), join(folder, 'ship.mjs'));
  expect(findModules(folder, '/').map(({ name }) => name)).toEqual(['ship.mjs']);
});

it('a relative folder is read from the working directory', () => {
  const folder = folderOf('ship.mjs');
  expect(findModules('./', folder)).toEqual([
    { name: 'ship.mjs', specifier: pathToFileURL(join(folder, 'ship.mjs')).href },
  ]);
});

it.each(['shop-reactions', '@acme/shop-reactions'])('%s is a package', (name) => {
  expect(findModules(name, '/')).toEqual([{ name, specifier: name }]);
});

it('a folder that is missing, or has no module, is a problem that names it', () => {
  const empty = folderOf('README.md');
  expect(() => findModules(empty, '/')).toThrow(
    new OwnReactionsError([`REACTIONS: ${empty} contains no module (.js, .mjs, .cjs, .ts, .mts, .cts)`]),
  );
  expect(() => findModules('/nowhere', '/')).toThrow(
    new OwnReactionsError(['REACTIONS: the folder /nowhere cannot be read (ENOENT)']),
  );
});
