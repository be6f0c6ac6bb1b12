import { join } from 'node:path';
import { createCredentials } from '@payspool/cli';
import { openDatabase } from '@payspool/db';
import { providers } from '@payspool/providers';
import { freePort } from '@payspool/testkit';
import { superviseApp } from '../drill/supervised-app.ts';
import { startForwardReceiver } from '../proof/forward-receiver.ts';
import { startIppopayApi } from '../stack/ippopay-api.ts';
import type { createStopList } from '../stack/stop-in-reverse.ts';
import { watchApplications } from '../stack/watch-applications.ts';

const APPS = 2;

/** Two ingests and two workers as production runs them, on a queue that somebody else started, and on a migrated database. */
export async function openFailoverStack(
  {
    databaseUrl,
    queueUrl,
    waitReplicas,
  }: { readonly databaseUrl: string; readonly queueUrl: string; readonly waitReplicas: number },
  { dir, stops }: { readonly dir: string; readonly stops: ReturnType<typeof createStopList> },
) {
  const receiver = await startForwardReceiver(() => 204);
  stops.add(receiver.stop);
  const api = await startIppopayApi();
  stops.add(api.stop);
  const credentials = await createCredentials(providers, new Date());
  const env = {
    ...credentials.env,
    NODE_ENV: 'production',
    PAYSPOOL_MODE: 'test',
    DATABASE_URL: databaseUrl,
    QUEUE_URL: queueUrl,
    QUEUE_WAIT_REPLICAS: String(waitReplicas),
    IPPOPAY_API_URL: api.url,
    FORWARD_ALLOW_PRIVATE: 'true',
    FORWARD_URLS: receiver.forwardUrls('worker'),
    // What the failover took from a worker's hands should be another's within the test.
    WORKER_LOCK_MS: '3000',
  };
  const start = async (name: 'ingest' | 'worker', place: number) => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const label = `${name}-${place + 1}`;
    const logFile = join(dir, `${label}.log`);
    const app = await stops.start(
      superviseApp(label, { name, port, env: { ...env, METRICS_PORT: String(metricsPort) }, logFile }),
    );
    const { pid } = app;
    const firstPid = pid();
    return {
      ...app,
      metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
      isTheFirst: () => pid() === firstPid,
    };
  };
  const startAll = (name: 'ingest' | 'worker') =>
    Promise.all(Array.from({ length: APPS }, (_, place) => start(name, place)));
  const [ingests, workers] = await Promise.all([startAll('ingest'), startAll('worker')]);
  const { prisma: db, close } = openDatabase({
    url: databaseUrl,
    poolSize: 4,
    applicationName: 'payspool-failover',
    onError: () => undefined,
  });
  stops.add(close);
  return {
    ingests,
    workers,
    receiver,
    signing: credentials.signing,
    db,
    /** Events that were applied, each as often as it was. */
    applications: await watchApplications(db),
  };
}
export type FailoverStack = Awaited<ReturnType<typeof openFailoverStack>>;

/** Whether an app says that it can work: `/readyz`. */
export const isReady = ({ url }: { readonly url: string }): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** How many events a worker has looked at, whatever came of them. */
export async function eventsSeenBy({ metricsUrl }: { readonly metricsUrl: string }): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const values = text.matchAll(/^payspool_events_total\{.*\} (\d+)$/gm);
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
