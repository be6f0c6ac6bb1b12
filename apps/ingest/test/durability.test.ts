import { freePort, hasRedisServer, type ServerProcess, startRedisServer, waitFor } from '@payspool/testkit';
import { openDeliveryQueue, watchDurability } from '@payspool/queue';
import { afterEach, describe, expect, it } from 'vitest';
import { startProcess } from './ingest-process.ts';
import { type ListeningIngest, startIngest } from './listening-ingest.ts';
import { redisCommand } from './redis-command.ts';

const UNSAFE = ['--save', '', '--appendonly', 'no', '--appendfsync', 'everysec'];
const REASON = 'queue_not_durable: appendonly is no (save ""), appendfsync is everysec';

describe.skipIf(!hasRedisServer())('on a queue that can lose its jobs (needs redis-server)', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  const redis = async (flags: readonly string[], port?: number): Promise<ServerProcess> => {
    const server = await startRedisServer({ flags, ...(port && { port }) });
    closing.push(server.stop);
    return server;
  };
  const startApp = (env: Readonly<Record<string, string>>) => {
    const app = startProcess({ INGEST_PORT: '0', ...env });
    closing.push(async () => {
      app.stop();
      await app.exited;
    });
    return app;
  };
  const readyz = async (address: string) => {
    const response = await fetch(`${address}/readyz`);
    return [response.status, await response.json()];
  };
  const deliver = (ingest: ListeningIngest, id: string) => {
    const { headers, body } = ingest.sign(Buffer.from(`{"id":"${id}"}`));
    const url = `http://127.0.0.1:${ingest.port}/webhooks/stripe`;
    return fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
  };
  it('production refuses to start, and names each setting with its value and the remedy', async () => {
    const { url } = await redis(UNSAFE);
    const app = startApp({ QUEUE_URL: url, NODE_ENV: 'production' });
    expect(await app.exited).toBe(2);
    expect(app.stderr().split('\n').slice(0, -1)).toEqual([
      'payspool ingest: cannot start',
      '  - QUEUE_URL: appendonly is no (save ""), and has to be yes: set `appendonly yes` in the server\'s configuration',
      "  - QUEUE_URL: appendfsync is everysec, and has to be always: set `appendfsync always` in the server's configuration",
      '  - on such a queue a delivery can be lost after it was acknowledged: NODE_ENV=production refuses it, unless ALLOW_UNSAFE_QUEUE=true accepts the loss',
    ]);
    expect(app.stdout()).not.toContain('listening');
  });

  it.each([
    ['outside of production', {}],
    ['if the operator accepts the loss', { NODE_ENV: 'production', ALLOW_UNSAFE_QUEUE: 'true' }],
  ])('a start logs one warning, and /readyz is ready with a warning, %s', async (_, env) => {
    const { url } = await redis(UNSAFE);
    const app = startApp({ QUEUE_URL: url, ...env });
    const address = await app.address();
    for (let n = 0; n < 3; n += 1)
      expect(await readyz(address)).toEqual([200, { status: 'ready', warning: REASON }]);
    const warnings = app.stdout().match(/"level":"warn".*can lose what it acknowledges/g);
    expect(warnings).toHaveLength(1);
    expect(app.stdout()).toContain(JSON.stringify(REASON));
  });

  it('production starts on a durable queue without a warning', async () => {
    const { url } = await redis([]);
    const app = startApp({ QUEUE_URL: url, NODE_ENV: 'production' });
    expect(await readyz(await app.address())).toEqual([200, { status: 'ready' }]);
    expect(app.stdout()).not.toContain('durable');
  });

  it('production starts without its queue, and accepts nothing if an unsafe one answers later', async () => {
    const port = await freePort();
    const app = startApp({ QUEUE_URL: `redis://127.0.0.1:${port}`, NODE_ENV: 'production' });
    const address = await app.address();
    expect(await readyz(address)).toMatchObject([503, { reason: 'queue_unreachable' }]);
    await redis(UNSAFE, port);
    await waitFor(async () => JSON.stringify(await readyz(address)).includes('not_durable'), {
      what: 'the audit',
    });
    expect(await readyz(address)).toEqual([503, { status: 'unavailable', reason: REASON }]);
  });

  it('a server that hides its settings is refused unless an operator vouches for it', async () => {
    const { url } = await redis(['--rename-command', 'CONFIG', '']);
    const env = { QUEUE_URL: url, NODE_ENV: 'production' };
    const refused = startApp(env);
    expect(await refused.exited).toBe(2);
    expect(refused.stderr()).toContain('the server does not say what appendfsync is');
    expect(refused.stderr()).toContain('QUEUE_DURABILITY=declared');
    const declared = startApp({ ...env, QUEUE_DURABILITY: 'declared' });
    expect(await readyz(await declared.address())).toEqual([200, { status: 'ready' }]);
  });

  it('a setting that is weakened while ingest runs is shown by /readyz, and stops acknowledgements until it is corrected', async () => {
    const { url, port } = await redis([]);
    const rule = { required: true, declared: false };
    const queue = openDeliveryQueue({ url, dedupeTtlMs: 60_000, durability: rule, onError: () => undefined });
    const audit = await watchDurability({ queue, rule, onChange: () => undefined, everyMs: 20 });
    const ingest = await startIngest({ queue, checkDurability: audit.check });
    closing.push(ingest.close, async () => audit.stop());
    const address = `http://127.0.0.1:${ingest.port}`;
    const readiness = (status: number) =>
      waitFor(async () => (await readyz(address))[0] === status, { what: `readiness ${status}` });
    expect((await deliver(ingest, 'evt_1')).status).toBe(202);

    await redisCommand(port, 'CONFIG SET appendfsync everysec');
    await readiness(503);
    expect(await readyz(address)).toEqual([
      503,
      { status: 'unavailable', reason: 'queue_not_durable: appendfsync is everysec' },
    ]);
    const refused = await deliver(ingest, 'evt_2');
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    expect((await deliver(ingest, 'evt_1')).status).toBe(503); // a duplicate too
    expect(await queue.depth()).toMatchObject({ waiting: 1 });

    await redisCommand(port, 'CONFIG SET appendfsync always');
    await readiness(200);
    expect((await deliver(ingest, 'evt_2')).status).toBe(202);
  });

  it('a Redis that restarts empty, without scripts, is used again without a restart of ingest', async () => {
    const { url, port } = await redis([]);
    const ingest = await startIngest({ url });
    closing.push(ingest.close);
    expect((await deliver(ingest, 'evt_1')).status).toBe(202);
    await redisCommand(port, 'FLUSHALL');
    await redisCommand(port, 'SCRIPT FLUSH');
    expect((await deliver(ingest, 'evt_2')).status).toBe(202);
    expect((await deliver(ingest, 'evt_1')).status).toBe(202);
    expect((await deliver(ingest, 'evt_1')).status).toBe(200);
    expect(await ingest.queue.depth()).toMatchObject({ waiting: 2 });
  });
});
