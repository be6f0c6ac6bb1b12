import { fold } from '@payspool/projection';
import { createProviderIo, createVerifier, readDelivery, stripe } from '@payspool/providers';
import { decodeDeliveryJob, encodeDeliveryJob } from '@payspool/queue';
import { type BenchAccount, deliveryJobs } from '../traffic/deliveries.ts';

/** A part of our own code's work for one event, without any store. */
export interface Stage {
  readonly name: string;
  /** Runs the stage for the n-th event. */
  readonly run: (n: number) => unknown;
}

const EVENTS = 300;

/** In the order in which an event passes them. Each stage uses the output that the one before would have made. */
export function stagesOf({
  account,
  bodyBytes,
}: {
  readonly account: BenchAccount;
  readonly bodyBytes: number;
}): Stage[] {
  const settings = stripe.settings.parse({ webhookSecrets: account.secret, bareIntents: 'order' });
  const own = { provider: stripe, name: 'default', mode: 'test' as const, settings };
  const jobs = [
    ...deliveryJobs({ events: EVENTS, aggregates: EVENTS, bodyBytes }, { run: 'stages', account }),
  ];
  const deliveries = jobs.map(({ body }) => ({
    body,
    headers: account.headersFor(body),
    path: '/webhooks/stripe',
    query: {},
  }));
  const stored = jobs.map((job) => encodeDeliveryJob(job));
  const texts = stored.map((job) => JSON.stringify(job));
  const histories = historiesOf(jobs, own);
  const verify = createVerifier(own, createProviderIo());
  const at = <T>(list: readonly T[], n: number): T => {
    const entry = list[n % list.length];
    if (entry === undefined) throw new Error('there is nothing to do');
    return entry;
  };
  return [
    { name: 'ingest: verify', run: (n) => verify(at(deliveries, n)) },
    { name: 'ingest: identify', run: (n) => stripe.identify(at(deliveries, n)) },
    { name: 'ingest: encode the job', run: (n) => encodeDeliveryJob(at(jobs, n)) },
    { name: 'ingest: stringify the job', run: (n) => JSON.stringify(at(stored, n)) },
    { name: 'worker: parse the job', run: (n) => JSON.parse(at(texts, n)) as unknown },
    { name: 'worker: decode the job', run: (n) => decodeDeliveryJob(at(stored, n)) },
    { name: 'worker: read the delivery', run: (n) => readDelivery(at(jobs, n), own) },
    { name: 'worker: fold a purchase of three events', run: (n) => fold(at(histories, n)) },
  ];
}

/** The input of a fold for each purchase. */
function historiesOf(
  jobs: readonly {
    readonly eventKey: string;
    readonly body: Buffer;
    readonly headers: Record<string, string>;
  }[],
  account: Parameters<typeof readDelivery>[1],
) {
  const read = jobs.flatMap((job) => {
    const { meaning } = readDelivery(job, account);
    if (meaning.status !== 'applied') throw new Error(`${job.eventKey} is ${meaning.status}`);
    return meaning.events.map((event, index) => ({ eventKey: job.eventKey, index, event }));
  });
  // In `evt_<uid>a1s0`, the text before the attempt names the purchase.
  const purchases = new Map<string, typeof read>();
  for (const recorded of read) {
    const { eventKey } = recorded;
    const purchase = eventKey.slice(0, eventKey.lastIndexOf('a'));
    purchases.set(purchase, [...(purchases.get(purchase) ?? []), recorded]);
  }
  return [...purchases.values()];
}
