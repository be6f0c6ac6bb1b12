import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@payspool/runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localCredentials } from '../product/start/local-credentials.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'payspool-credentials-'));
});
afterAll(() => rm(dir, { recursive: true }));

it.each([
  ['nothing', ''],
  ['a part', '{"env":{"STRIPE_WEBHOOK_SECRETS":"whsec_x'],
  ['another shape', '{"env":[],"signing":null}'],
])('a file that contains only %s is reported without its content, and not changed', async (_what, left) => {
  const path = join(dir, 'credentials.json');
  await writeFile(path, left);
  await expect(localCredentials(dir, new Date(0))).rejects.toThrow(
    new ConfigError([`${path} is cut off or was changed; delete it to create new secrets`]),
  );
  expect(await readFile(path, 'utf8')).toBe(left);
});
