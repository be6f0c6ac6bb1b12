import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasRedisServer, startRedisServer, waitFor } from '@payspool/testkit';
import Stripe from 'stripe';
import { expect, it } from 'vitest';
import { type AppName, spawnApp } from '../product/stack/spawn-app.ts';
import { createPlanted, type Planted } from './planted.ts';
import { openStack, post, type Stack } from './stack.ts';
import { paidCheckout } from './stripe-delivery.ts';
import { sendLogin } from './board-login.ts';

const plantedUrl = (url: string, password: string): string => {
  const planted = new URL(url);
  // The servers of these tests accept any password; a real password might be a word that occurs elsewhere.
  planted.password ||= password;
  return planted.href;
};

/** Starts apps that write their complete output to a file. */
async function openLogs(stack: Stack, env: Readonly<Record<string, string>>) {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-logs-'));
  const fileOf = (name: AppName) => join(dir, name);
  return {
    start: async (name: AppName, more: Readonly<Record<string, string>> = {}) => {
      const app = spawnApp({ name, port: await freePort(), env: { ...env, ...more }, logFile: fileOf(name) });
      stack.add(async () => (await app).stop());
      return app;
    },
    read: (name: AppName) => readFile(fileOf(name), 'utf8'),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

/** A paid checkout that contains a card number, a name and an address. */
function plantedCheckout(planted: Planted, changes: object = {}): string {
  const event = JSON.parse(paidCheckout().body) as { data: { object: object } };
  const person = { name: planted.word('name'), email: `${planted.word('address')}@example.com` };
  Object.assign(event.data.object, {
    customer_details: person,
    metadata: { card: planted.cardNumber(), note: planted.word('metadata') },
    ...changes,
  });
  return JSON.stringify(event);
}

const name = 'at LOG_LEVEL=trace no process writes a secret, a header or a part of a body, after any error';
const missing = hasRedisServer() ? '' : ' (skipped: this machine has no redis-server)';

it.skipIf(!hasRedisServer())(`${name}${missing}`, async () => {
  const planted = createPlanted();
  const redisPassword = planted.word('redis-password');
  const redis = await startRedisServer({ flags: ['--requirepass', redisPassword] });
  const queueUrl = plantedUrl(redis.url, redisPassword);
  const stack = await openStack(
    { name: 'of its own', queueUrl: () => queueUrl, missing: false },
    { place: 0 },
  );
  stack.add(redis.stop);
  const secret = `whsec_${planted.word('stripe-secret')}`;
  const token = planted.word('ippopay-token');
  const logs = await openLogs(stack, {
    ...stack.env,
    DATABASE_URL: plantedUrl(stack.env.DATABASE_URL, planted.word('database-password')),
    LOG_LEVEL: 'trace',
    ACK_TIMEOUT_MS: '1500',
    STRIPE_WEBHOOK_SECRETS: JSON.stringify([secret, `whsec_${planted.word('older-secret')}`]),
    RAZORPAY_WEBHOOK_SECRETS: planted.word('razorpay-secret'),
    IPPOPAY_PATH_TOKEN: token,
    IPPOPAY_PUBLIC_KEY: planted.word('ippopay-public-key'),
    IPPOPAY_SECRET_KEY: planted.word('ippopay-secret-key'),
    IPPOPAY_API_URL: 'http://127.0.0.1:1',
  });
  try {
    const boardPassword = planted.word('board-password');
    const [ingest, , dashboard] = await Promise.all([
      logs.start('ingest'),
      logs.start('worker'),
      logs.start('dashboard', { DASHBOARD_USER: 'operator', DASHBOARD_PASSWORD: boardPassword }),
    ]);
    const headers = {
      authorization: `Bearer ${planted.word('authorization')}`,
      cookie: `session=${planted.word('cookie')}`,
      'x-card-number': planted.cardNumber(),
    };
    const send = async (path: string, body: string, more: Readonly<Record<string, string>> = {}) =>
      (await post(`${ingest.url}/webhooks/${path}`, body, { ...headers, ...more })).status;
    const sendSigned = (body: string, by = secret) =>
      send(`stripe?key=${planted.word('query')}`, body, {
        'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: body, secret: by }),
      });
    const says = (app: AppName, words: RegExp) =>
      waitFor(async () => words.test(await logs.read(app)), {
        timeoutMs: 30_000,
        what: `${app} says ${words}`,
      });

    // Accepted, repeated and applied.
    const paid = plantedCheckout(planted);
    expect([await sendSigned(paid), await sendSigned(paid)]).toEqual([202, 200]);
    await says('worker', /"outcome":"applied"/);

    // Refused, and sent to an unknown path.
    expect(await sendSigned(plantedCheckout(planted), planted.word('forged-with'))).toBe(401);
    expect(await send('stripe', plantedCheckout(planted))).toBe(401);
    expect(
      await send('stripe', plantedCheckout(planted), { 'stripe-signature': planted.word('signature') }),
    ).toBe(401);
    expect(await send(`ippopay/${planted.word('guessed-token')}`, plantedCheckout(planted))).toBe(401);
    expect(await send(`stripe/${planted.word('account')}`, plantedCheckout(planted))).toBe(404);
    expect(await send(planted.word('provider'), plantedCheckout(planted))).toBe(404);

    // Failed permanently: not JSON, and a body whose fields are invalid.
    const unusable = [
      `card=${planted.cardNumber()}&secret=${planted.word('form')}`,
      plantedCheckout(planted, { amount_total: planted.cardNumber() }),
      plantedCheckout(planted, { currency: planted.word('currency') }),
    ];
    for (const body of unusable) expect(await sendSigned(body)).toBe(202);
    await waitFor(async () => (await stack.db.event.count({ where: { status: 'failed' } })) === 3, {
      timeoutMs: 30_000,
      what: 'three events have failed',
    });

    // To be retried: Postgres refuses the row and quotes it, and the provider's API is down.
    await stack.db
      .$executeRaw`ALTER TABLE events ADD CONSTRAINT refused CHECK (provider <> 'stripe') NOT VALID`;
    expect(await sendSigned(plantedCheckout(planted))).toBe(202);
    expect(await send(`ippopay/${token}`, `{"order_id":"order_1","note":"${planted.word('hint')}"}`)).toBe(
      202,
    );
    await says('worker', /"provider":"stripe"[^\n]*"outcome":"retry"[^\n]*23514/);
    await says('worker', /"provider":"ippopay"[^\n]*"outcome":"retry"/);
    await stack.db.$executeRaw`ALTER TABLE events DROP CONSTRAINT refused`;

    // Requests to the dashboard, with and without a login.
    for (const password of [boardPassword, planted.word('guessed-password')]) {
      const { headers: answered } = await sendLogin(dashboard.url, { name: 'operator', password });
      const [cookie = ''] = (answered.get('set-cookie') ?? '').split(';');
      await fetch(`${dashboard.url}/events?filter=${planted.word('filter')}`, { headers: { cookie } });
    }

    // The queue is down.
    await redis.kill();
    expect(await sendSigned(plantedCheckout(planted))).toBe(503);
    await says('ingest', /"msg":"delivery not acknowledged"/);

    const output = await Promise.all((['ingest', 'worker', 'dashboard'] as const).map(logs.read));
    await stack.close();
    const ended = await Promise.all((['ingest', 'worker', 'dashboard'] as const).map(logs.read));
    expect(ended.map((text) => text.length > 0)).toEqual([true, true, true]);
    expect(planted.foundIn([...output, ...ended].join('\n'))).toEqual([]);
  } finally {
    await stack.close();
    await logs.remove();
  }
});
