import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from './run-cli.ts';

/** The lines of the doctor about own reactions. */
async function ownReactions(env: Readonly<Record<string, string>>) {
  const { stdout } = await runCli(['doctor', '--json'], { env });
  const { checks } = JSON.parse(stdout) as {
    readonly checks: readonly { readonly name: string; readonly status: string; readonly found: string }[];
  };
  return checks
    .filter(({ name }) => name === 'own reactions')
    .map(({ status, found }) => `${status}: ${found}`);
}

it('doctor loads own reactions as the worker does, and names each problem', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'payspool-reactions-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const topics = "topics: ['order.paid', 'order.refunded'], run: async () => {}";
  await writeFile(join(folder, 'shop.mjs'), `export default { name: process.env.SHOP, ${topics} };`);
  const env = { REACTIONS: folder, REACTIONS_ENV: 'SHOP', SHOP: 'ship' };
  expect(await ownReactions(env)).toEqual(['ok: ship (order.paid, order.refunded)']);

  await writeFile(join(folder, 'mail.mjs'), `export default { name: 'alert', ${topics} };`);
  await writeFile(join(folder, 'sms.mjs'), "throw new Error('no such provider');");
  expect(await ownReactions(env)).toEqual([
    'failed: sms.mjs: cannot be loaded: no such provider',
    'failed: mail.mjs: alert: a consumer of this name comes with Payspool',
  ]);
  expect(await ownReactions({ REACTIONS: './nowhere' })).toEqual([
    expect.stringMatching(/^failed: REACTIONS: the folder .*nowhere cannot be read \(ENOENT\)$/),
  ]);
});
