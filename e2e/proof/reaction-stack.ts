import { createCredentials, play, RESENDS, signRequest } from '@payspool/cli';
import {
  type Accounts,
  DEFAULT_ACCOUNT,
  isHint,
  loadAccounts,
  providers,
  readDelivery,
} from '@payspool/providers';
import { openDeliveryQueue } from '@payspool/queue';
import { demoSecretProblems } from '@payspool/runtime';
import { waitFor } from '@payspool/testkit';
import { startProviderApis } from '../product/stack/provider-apis.ts';
import type { RunningApp } from '../product/stack/spawn-app.ts';
import { type Attempt, startForwardReceiver } from '../product/stack/forward-receiver.ts';
import type { planArrivals } from '../product/expect/story.ts';
import type { Place } from './proof-stack.ts';
import type { Purchase } from '../product/expect/purchases.ts';

const WORKERS = 4;
const IN_FLIGHT = 24;
const WAIT = { timeoutMs: 90_000, everyMs: 100 };

/** One ingest, four workers that forward to one receiver, the simulated APIs of the providers. */
export async function openReactionStack({ db, env, start, add }: Place) {
  let refuses = (_attempt: Attempt): boolean => false;
  const receiver = await startForwardReceiver((attempt, repeat) =>
    refuses(attempt) ? 500 : repeat === 0 ? firstAnswer(attempt) : 204,
  );
  add(receiver.stop);
  const apis = await startProviderApis();
  add(apis.stop);
  const credentials = await createCredentials(providers, new Date());
  const settings = {
    ...credentials.env,
    ...apis.env,
    FORWARD_ALLOW_PRIVATE: 'true',
    // Another worker continues the work of a killed worker a few seconds later.
    WORKER_LOCK_MS: '10000',
    REACTION_DEADLINE_MS: '2000',
    // A reaction is repeated when its lease ends, this and some seconds later. On a busy machine a process may stand still for seconds.
    FORWARD_TIMEOUT_MS: '20000',
  };
  const accounts = loadAccounts({
    providers,
    env: settings,
    mode: 'test',
    demoSecretProblems,
    readFile: () => '',
    requireCredentials: false,
  });
  const startWorker = (name: string) =>
    start('worker', { ...settings, FORWARD_URLS: receiver.forwardUrls(name) });
  const queue = openDeliveryQueue({
    url: env['QUEUE_URL'] ?? '',
    dedupeTtlMs: 1000,
    onError: () => undefined,
  });
  add(queue.close);
  const names = Array.from({ length: WORKERS }, (_, number) => `worker-${number}`);
  const [ingest, ...workers] = await Promise.all([
    start('ingest', settings),
    ...names.map(async (name) => ({ name, worker: await startWorker(name) })),
  ]);

  return {
    receiver,
    workers,
    /** The status of all answers from now on, until it is changed. */
    refuseWhat: (refused: typeof refuses) => {
      refuses = refused;
    },
    /** Sends all of them, signed, and returns how often each status was answered. */
    send: async (
      requests: ReturnType<typeof planArrivals>,
      onSent: (sent: number) => void = () => undefined,
    ) => {
      const baseUrl = new URL(ingest.url);
      const { answers } = await play({
        requests,
        sign: (request) =>
          signRequest(request, { baseUrl, signing: credentials.signing, sentAt: new Date() }),
        concurrency: IN_FLIGHT,
        // A busy ingest may answer 503, and a provider sends the delivery again.
        resending: { schedule: RESENDS, random: Math.random },
        onSent,
      });
      return answers;
    },
    /** Sends SIGKILL in the middle of a forward while deliveries are processed, and starts another worker. */
    crash: async ({ name, worker }: { readonly name: string; readonly worker: RunningApp }) => {
      const held = await receiver.keepNext(name);
      await waitFor(async () => (await queue.depth()).active > 0, { what: 'a delivery is in flight' });
      await worker.kill();
      return { held, replacement: startWorker(`${name}-again`) };
    },
    untilDelivered: async (purchases: readonly Purchase[]) => {
      const events = eventsOf(purchases, accounts);
      const recorded = async () => (await db.event.count()) >= events;
      await waitFor(recorded, { ...WAIT, what: `${events} events are recorded` });
      // When an event is in the log, its changes are in the outbox.
      const delivered = async () => (await db.outbox.count({ where: { deliveredAt: null } })) === 0;
      await waitFor(delivered, { ...WAIT, what: 'every transition is sent' });
    },
  };
}
export type ReactionStack = Awaited<ReturnType<typeof openReactionStack>>;

/** A quarter of the requests is refused at first. */
function firstAnswer({ id }: Attempt): number {
  const draw = Number.parseInt(id.slice(-2), 16) % 8;
  return draw === 0 ? 500 : draw === 1 ? 503 : 204;
}

/** Every signed delivery makes one event, and the answer to each of its questions another. The answers to IppoPay's hints are one event per order. */
const eventsOf = (purchases: readonly Purchase[], accounts: Accounts): number =>
  purchases.reduce((sum, { provider, deliveries }) => {
    if (!provider.confirm) return sum + deliveries.length;
    const account = accounts.find(provider.slug, DEFAULT_ACCOUNT);
    const signed = deliveries.filter(
      ({ body }) => !isHint(provider.identify({ headers: {}, body }), provider),
    );
    if (!account || signed.length === 0) return sum + 1;
    const questions = signed.map(({ body }) => readDelivery({ body, headers: {} }, account).questions.length);
    return questions.reduce((events, count) => events + 1 + count, sum);
  }, 0);
