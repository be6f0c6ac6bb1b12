import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeRequest, startApiServer } from '@payspool/providers/simulator';
import { freePort, waitFor } from '@payspool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createFakeApi,
  FAKE_API_KEY,
  type FakeStripe,
} from '../../packages/providers/src/stripe/simulator/fake-api.ts';
import { type RunningApp, spawnApp } from '../product/stack/spawn-app.ts';
import { backends } from './backends.ts';
import { runProcess } from './run-process.ts';
import { openStack, type Stack } from './stack.ts';
import { deliver, paidCheckout } from './stripe-delivery.ts';

const EVERY_MS = 60;
const RETRY_MS = 250;

/**
 * Sends like Stripe: each event to every endpoint that is enabled and subscribes to its type when it happens, signed with the endpoint's secret. It retries until the
 * answer is 2xx, and gives up as soon as the endpoint is disabled or removed (docs.stripe.com/webhooks).
 */
function startTraffic(fake: FakeStripe) {
  const sent: string[] = [];
  const answers: Record<string, number> = {};
  const delivered = new Set<string>();
  const open = new Set<Promise<void>>();
  const ending = new AbortController();
  const enabled = () => fake.endpoints.all().filter(({ status }) => status === 'enabled');
  const subscribed = () =>
    enabled().filter(({ enabled_events: types }) => types.includes('checkout.session.completed'));

  const deliverTo = async (id: string, { eventKey, body }: { eventKey: string; body: string }) => {
    for (;;) {
      const endpoint = enabled().find((one) => one.id === id);
      if (!endpoint) return;
      const answer = await deliver(endpoint.url, body, endpoint.secret).then(
        ({ status }) => String(status),
        () => 'unreachable',
      );
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (answer.startsWith('2')) return void delivered.add(eventKey);
      await sleep(RETRY_MS);
    }
  };
  const running = (async () => {
    while (!ending.signal.aborted) {
      const event = paidCheckout();
      sent.push(event.eventKey);
      for (const { id } of subscribed()) {
        const one = deliverTo(id, event).finally(() => open.delete(one));
        open.add(one);
      }
      await sleep(EVERY_MS);
    }
  })();
  return {
    sent: sent as readonly string[],
    answers: answers as Readonly<Record<string, number>>,
    /** Ends it; resolves with the events that no endpoint could deliver. */
    end: async () => {
      ending.abort();
      await running;
      await Promise.all(open);
      return sent.filter((key) => !delivered.has(key));
    },
  };
}

const [backend] = backends;

describe('the secret of an endpoint', () => {
  const dir = mkdtempSync(join(tmpdir(), 'payspool-rotate-'));
  const envFile = join(dir, 'stripe.env');
  let stack: Stack;
  let fake: FakeStripe;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    if (!backend) throw new Error('there is no store for a queue');
    stack = await openStack(backend, { place: 12 });
    fake = createFakeApi({ now: () => new Date() });
    const api = await startApiServer(fake);
    stack.add(api.close);
    env = { ...stack.env, STRIPE_API_KEY: FAKE_API_KEY, STRIPE_API_URL: api.url };
  });
  afterAll(async () => {
    await stack?.close();
    rmSync(dir, { recursive: true });
  });

  const command = (args: readonly string[]) =>
    runProcess('apps/cli/src/main.ts', {
      args: ['endpoints', ...args, '--provider', 'stripe', '--write-env', envFile],
      env,
    });
  const payspool = async (...args: string[]) => {
    const running = command(args);
    return { status: await running.ended, said: running.said() };
  };
  /** Runs the command, and kills it when this request arrives: Stripe does what it asks for, and nobody gets the answer. */
  const killedAt = async (at: (request: FakeRequest) => boolean, ...args: string[]) => {
    const running = command(args);
    fake.faults.at = (request) => {
      if (at(request)) running.kill('SIGKILL');
      return undefined;
    };
    const status = await running.ended;
    fake.faults.at = () => undefined;
    return { status, said: running.said() };
  };
  const creates = ({ method, path }: FakeRequest) => method === 'POST' && path === '/v1/webhook_endpoints';
  const enables = ({ body }: FakeRequest) => body.includes('disabled=false');
  const secretsInFile = () => /^STRIPE_WEBHOOK_SECRETS=(.*)$/m.exec(readFileSync(envFile, 'utf8'))?.[1] ?? '';
  const startIngest = async (port: number): Promise<RunningApp> => {
    const more = { STRIPE_WEBHOOK_SECRETS: secretsInFile() };
    const ingest = await spawnApp({ name: 'ingest', port, env: { ...env, ...more } });
    stack.add(ingest.stop);
    return ingest;
  };

  it('is rotated under traffic, with runs that are killed: no delivery is refused, and none is lost', async () => {
    const port = await freePort();
    const created = await payspool('create', '--url', `http://127.0.0.1:${port}`);
    expect(created, created.said).toMatchObject({ status: 0 });
    let ingest = await startIngest(port);
    await stack.start('worker', { STRIPE_WEBHOOK_SECRETS: secretsInFile() });
    const traffic = startTraffic(fake);
    const old = fake.endpoints.all()[0]?.secret ?? '';

    // Its secret is lost: only the operator can know that nobody else created the endpoint.
    expect(await killedAt(creates, 'rotate')).toMatchObject({ status: 'SIGKILL' });
    expect(await payspool('rotate')).toMatchObject({ status: 2, said: expect.stringContaining('--abandon') });
    expect(await payspool('rotate', '--abandon')).toMatchObject({ status: 0 });
    const begun = await payspool('rotate');
    expect(begun, begun.said).toMatchObject({ status: 0 });
    expect(begun.said).toContain('with --restarted');
    // Ingest is away for a while: what it misses, the provider sends again by the first endpoint.
    await ingest.stop();
    await sleep(2 * RETRY_MS);
    ingest = await startIngest(port);

    expect(await killedAt(enables, 'rotate', '--restarted')).toMatchObject({ status: 'SIGKILL' });
    const proven = await payspool('rotate', '--restarted', '--wait', '60');
    expect(proven, proven.said).toMatchObject({ status: 0 });
    expect(proven.said).toContain('a delivery arrived that the new secret verifies');
    expect(fake.endpoints.all().map(({ status }) => status)).toEqual(['enabled', 'enabled']);
    const early = await payspool('rotate', '--finish');
    expect(early, early.said).toMatchObject({ status: 1 });
    const finished = await payspool('rotate', '--finish', '--now');
    expect(finished, finished.said).toMatchObject({ status: 0 });

    const [only, ...others] = fake.endpoints.all();
    expect([only?.status, others, only?.secret === old]).toEqual(['enabled', [], false]);
    expect(secretsInFile()).toBe(only?.secret);
    // The earlier secret is no longer needed.
    await ingest.stop();
    ingest = await startIngest(port);
    const before = traffic.sent.length;
    await waitFor(() => traffic.sent.length > before + 10, { what: 'further events happened' });

    expect(await traffic.end()).toEqual([]);
    // Apart from 2xx there may be no answer, or 503 while ingest stops: the provider retries both.
    expect(Object.keys(traffic.answers).filter((status) => status.startsWith('4'))).toEqual([]);
    const applied = () =>
      stack.db.event.count({ where: { eventKey: { in: [...traffic.sent] }, status: 'applied' } });
    await waitFor(async () => (await applied()) === traffic.sent.length, { what: 'every event is applied' });
    for (const { said } of [created, begun, proven, early, finished]) expect(said).not.toContain('whsec_');
  });
});
