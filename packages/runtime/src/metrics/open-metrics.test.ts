import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../logger.ts';
import { counter, gauge } from './metrics.ts';
import { openMetrics } from './open-metrics.ts';

const declarations = {
  payspool_events_total: counter('Events.', ['outcome']),
  payspool_queue_jobs: gauge('Jobs.', ['queue']),
};
type Stores = Parameters<ReturnType<typeof open>['serve']>[0]['stores'];

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const lines: Record<string, unknown>[] = [];
const open = () =>
  openMetrics({
    app: 'worker',
    declarations,
    logger: createLogger({
      app: 'worker',
      level: 'info',
      destination: { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
    }),
  });

/** Serves on a free port, and returns its URL. */
async function serve(stores: Stores, { metrics, serve: listen } = open()) {
  lines.length = 0;
  const { close } = await listen({ host: '127.0.0.1', port: '0', stores });
  closing.push(close);
  return { metrics, address: String(lines.at(-1)?.['metrics']) };
}

const scrape = async (address: string, init?: RequestInit) => {
  const response = await fetch(address, init);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

const counted = async () => ({ payspool_queue_jobs: [[{ queue: 'deliveries' }, 3]] as const });
const away = () => Promise.reject(new Error('connect ECONNREFUSED'));
const silent = () => new Promise<never>(() => undefined);

describe('/metrics', () => {
  it('shows every reason for which a store may refuse writes, and the current one', async () => {
    const { serve: listen } = open();
    const refusals = {
      reasons: ['read_only', 'disk_full'],
      current: { queue: () => undefined, database: () => 'disk_full' },
    };
    const { close } = await listen({ host: '127.0.0.1', port: '0', stores: { queue: away }, refusals });
    closing.push(close);
    const { text } = await scrape(String(lines.at(-1)?.['metrics']));
    expect(text.split('\n').filter((line) => line.startsWith('payspool_store_refused'))).toEqual([
      'payspool_store_refused{app="worker",store="queue",reason="read_only"} 0',
      'payspool_store_refused{app="worker",store="queue",reason="disk_full"} 0',
      'payspool_store_refused{app="worker",store="database",reason="read_only"} 0',
      'payspool_store_refused{app="worker",store="database",reason="disk_full"} 1',
    ]);
  });

  it('shows the counted values, the values of the stores, and those of the process', async () => {
    const { metrics, address } = await serve({ queue: counted });
    metrics.count('payspool_events_total', { outcome: 'applied' });
    const { status, type, text } = await scrape(address);
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(text).toContain('payspool_events_total{app="worker",outcome="applied"} 1\n');
    expect(text).toContain('payspool_queue_jobs{app="worker",queue="deliveries"} 3\n');
    expect(text).toContain('payspool_store_up{app="worker",store="queue"} 1\n');
    expect(text).toMatch(/^process_cpu_seconds_total\{app="worker"\} \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds\{app="worker"\} \d/m);
  });

  it.each([
    ['is down', away],
    ['does not answer', silent],
  ])('answers if a store %s, without the values of that store', async (_what, read) => {
    const { address } = await serve({ queue: read, database: async () => ({}) });
    const { status, text } = await scrape(address);
    expect(status).toBe(200);
    expect(text).toContain('payspool_store_up{app="worker",store="queue"} 0\n');
    expect(text).toContain('payspool_store_up{app="worker",store="database"} 1\n');
    expect(text).not.toContain('payspool_queue_jobs');
  });

  it('queries a store that does not answer once, even if it is scraped several times', async () => {
    let asked = 0;
    const { address } = await serve({
      queue: () => {
        asked += 1;
        return silent();
      },
    });
    await Promise.all([scrape(address), scrape(address)]);
    await scrape(address);
    expect(asked).toBe(1);
  });

  it('is the only page, and read-only', async () => {
    const { address } = await serve({});
    expect(await scrape(new URL('/', address).href)).toMatchObject({ status: 404, text: '' });
    expect(await scrape(address, { method: 'POST' })).toMatchObject({ status: 405, text: '' });
  });
});

describe('METRICS_PORT', () => {
  it('off opens no port', async () => {
    lines.length = 0;
    await open().serve({ host: '127.0.0.1', port: 'off', stores: {} });
    expect(lines).toEqual([]);
  });

  it('logs a warning if the port is taken, and does not prevent the start', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    closing.push(async () => other.close());
    const { port } = other.address() as { port: number };
    lines.length = 0;
    await open().serve({ host: '127.0.0.1', port: String(port), stores: {} });
    expect(lines).toMatchObject([{ level: 'warn', err: { code: 'EADDRINUSE' } }]);
  });
});
