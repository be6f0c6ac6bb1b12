import { openDatabase } from '@payspool/db';
import { type OutboundResponse, type Provider, UnavailableError } from '@payspool/providers';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createCallBudget, type EndedCall, openAccess, PURPOSES, type Purpose } from '../src/index.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
/** The connections of two processes. */
let processes: readonly ReturnType<typeof openDatabase>[];
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  processes = [openDatabase({ url: tables.url }), openDatabase({ url: tables.url })];
});
afterAll(async () => {
  await Promise.all(processes.map(({ close }) => close()));
  await tables.drop();
});

const db = () => {
  const [first] = processes;
  if (!first) throw new Error('there is no database');
  return first.prisma;
};
/** So many calls at once, and then one every thousand seconds, so that none is added while a test runs. */
const acme = (burst: number) =>
  ({ slug: 'acme', title: 'Acme', apiRate: { burst, perSecond: 0.001 } }) as Provider;
const owner = (name: string, burst = 3) => ({
  name,
  provider: acme(burst),
  mode: 'test' as const,
  settings: {},
});
const budget = (random = () => 0) => createCallBudget(db(), { random });
const passed = (name: string, seconds: number) =>
  db().$executeRaw`
    UPDATE api_budgets SET filled_at = filled_at - make_interval(secs => ${seconds}),
      paused_until = paused_until - make_interval(secs => ${seconds}) WHERE account = ${name}`;
const rowOf = (account: string) => db().apiBudget.findFirstOrThrow({ where: { account } });

/** Takes calls until there is none, and returns their number. */
async function takeAll(name: string, burst: number, purpose: Purpose): Promise<number> {
  for (let taken = 0; ; taken += 1) if ((await budget().take(owner(name, burst), purpose)) > 0) return taken;
}

it('is shared by all processes, and an account has its own', async () => {
  const takes = processes
    .map(({ prisma }) => createCallBudget(prisma, { random: () => 0 }))
    .flatMap(({ take }) => Array.from({ length: 10 }, () => take(owner('shared'), 'confirm')));
  const waits = await Promise.all(takes);
  expect(waits.filter((ms) => ms === 0)).toHaveLength(3);
  expect(waits.filter((ms) => ms === 1_000_000)).toHaveLength(17);
  expect(await budget().take(owner('another'), 'confirm')).toBe(0);
});

it('lets a call wait for at most the time of two calls', async () => {
  expect(await takeAll('late', 3, 'confirm')).toBe(3);
  expect(await budget(() => 0.5).take(owner('late'), 'confirm')).toBe(1_500_000);
});

it('refills with time, up to the burst', async () => {
  expect(await takeAll('refilled', 3, 'confirm')).toBe(3);
  await passed('refilled', 1_500);
  expect(await takeAll('refilled', 3, 'confirm')).toBe(1);
  await passed('refilled', 1_000_000);
  expect(await takeAll('refilled', 3, 'confirm')).toBe(3);
});

it('a purpose leaves calls to every more urgent one, even in the smallest bucket', async () => {
  const taken: number[] = [];
  for (const purpose of PURPOSES.toReversed()) taken.push(await takeAll('ordered', 81, purpose));
  // reconcile leaves 40 of 81, backfill 30, follow-up 20, sweep 10, and confirm takes the last one.
  expect(taken).toEqual([41, 10, 10, 10, 10]);
  await passed('ordered', 5_000);
  // While a sweep takes what is added, nothing less urgent gets a call, and a hint still does.
  expect(await budget().take(owner('ordered', 81), 'sweep')).toBeGreaterThan(0);
  expect(await budget().take(owner('ordered', 81), 'confirm')).toBe(0);

  expect(await takeAll('small', 1, 'reconcile')).toBe(2);
  expect(await budget().take(owner('small', 1), 'confirm')).toBe(0);
});

it('reading has its own slower rate where hints must be confirmed', async () => {
  const rate = { burst: 5, perSecond: 0.001 };
  const provider = {
    slug: 'acme',
    title: 'Acme',
    apiRate: { burst: 100, perSecond: 0.02 },
    confirm: () => Promise.reject(new Error('not asked')),
    reads: { rate: { live: rate, test: rate } },
  } as unknown as Provider;
  const account = { ...owner('hints'), provider };
  // A sweep takes 20 of 100 tokens, and leaves ten: four calls. The next one would be there after 1,000 s.
  const waits: number[] = [];
  for (let call = 1; call <= 5; call += 1) waits.push(await budget().take(account, 'sweep'));
  expect(waits).toEqual([0, 0, 0, 0, 1_000_000]);
  let confirmed = 0;
  while ((await budget().take(account, 'confirm')) === 0) confirmed += 1;
  expect(confirmed).toBe(20);
  expect(await budget().take(account, 'confirm')).toBe(50_000);
});

it('after 429 waits as long as demanded with an empty bucket, uses half of the rate, and recovers by a tenth a minute', async () => {
  const account = owner('throttled', 100);
  await budget().take(account, 'sweep');
  await budget().throttled(account, 120_000);
  // The other calls of the same burst are answered 429 too.
  await Promise.all(processes.map(({ prisma }) => createCallBudget(prisma).throttled(account, 60_000)));
  expect((await rowOf('throttled')).share).toBeCloseTo(0.5, 3);
  const wait = await budget().take(account, 'confirm');
  // Two minutes, and then one call at half of the rate.
  expect(wait).toBeGreaterThan(2_000_000 + 115_000);
  expect(wait).toBeLessThanOrEqual(2_000_000 + 120_000);

  await passed('throttled', 120);
  expect(await takeAll('throttled', 100, 'confirm')).toBe(0);
  // Half of the rate: 2,000 s for one call. The share grows meanwhile: 1/1000 s × (1/2 + 1/10) after a minute.
  await passed('throttled', 60);
  await db().$executeRaw`UPDATE api_budgets SET tokens = 1 WHERE account = 'throttled'`;
  expect(await budget().take(account, 'confirm')).toBe(0);
  expect((await rowOf('throttled')).share).toBeCloseTo(0.6, 2);
  expect((await rowOf('throttled')).pausedUntil).toBeNull();
  await passed('throttled', 1_000_000);
  expect(await takeAll('throttled', 100, 'confirm')).toBe(100);
  expect((await rowOf('throttled')).share).toBe(1);
});

it('pauses half a minute if 429 demands nothing, and never falls below a 64th', async () => {
  const account = owner('storm', 100);
  for (let storm = 0; storm < 8; storm += 1) {
    const begun = Date.now();
    await budget().throttled(account);
    const { pausedUntil } = await rowOf('storm');
    expect(pausedUntil?.getTime()).toBeGreaterThanOrEqual(begun + 30_000);
    await passed('storm', 30);
    await db().$executeRaw`UPDATE api_budgets SET filled_at = clock_timestamp() WHERE account = 'storm'`;
  }
  expect((await rowOf('storm')).share).toBeCloseTo(1 / 64, 3);
});

it('a reader waits for its turn, is counted by what the API answered, and slows all processes down after 429', async () => {
  const ended: EndedCall[] = [];
  const answers: OutboundResponse[] = [
    { status: 200, headers: {}, body: Buffer.from('{}') },
    { status: 503, headers: {}, body: Buffer.alloc(0) },
    { status: 403, headers: {}, body: Buffer.alloc(0) },
    { status: 404, headers: {}, body: Buffer.alloc(0) },
    { status: 429, headers: { 'retry-after': '7' }, body: Buffer.alloc(0) },
  ];
  const stopping = new AbortController();
  const access = openAccess({
    purpose: 'follow-up',
    account: owner('reader', 100),
    merchant: 'acct_1',
    db: db(),
    io: {
      now: () => new Date(),
      fetch: async () => {
        const answer = answers.shift();
        if (!answer) throw new UnavailableError('no answer');
        return answer;
      },
    },
    signal: stopping.signal,
    maxWaitMs: 50,
    onCall: (call) => ended.push(call),
  });
  expect(access).toMatchObject({ merchant: 'acct_1', mode: 'test' });
  const request = { method: 'GET', url: new URL('http://127.0.0.1/'), timeoutMs: 1, maxBytes: 1 } as const;
  const begun = Date.now();
  for (let call = 1; call <= 5; call += 1) {
    await access.takeCall();
    await access.io.fetch(request);
  }
  await expect(access.io.fetch(request)).rejects.toThrow('no answer');
  expect(ended.map(({ result }) => result)).toEqual([
    'ok',
    'unavailable',
    'refused',
    'absent',
    'throttled',
    'unavailable',
  ]);
  expect(ended[0]).toEqual({ provider: 'acme', purpose: 'follow-up', result: 'ok' });
  const { share, pausedUntil } = await rowOf('reader');
  expect(share).toBeCloseTo(0.5, 3);
  expect(pausedUntil?.getTime()).toBeGreaterThanOrEqual(begun + 7_000);
  expect(pausedUntil?.getTime()).toBeLessThanOrEqual(Date.now() + 7_000);
  await expect(access.takeCall()).rejects.toMatchObject({ code: 'unavailable' });
  stopping.abort(new Error('the worker stops'));
  await expect(access.takeCall()).rejects.toThrow('the worker stops');
});
