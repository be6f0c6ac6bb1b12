import { join } from 'node:path';
import { openDatabase } from '@payspool/db';
import { freePort } from '@payspool/testkit';
import { superviseApp } from '../../product/drill/supervised-app.ts';
import { startForwardReceiver } from '../../product/stack/forward-receiver.ts';
import { productionSettings } from '../../product/stack/production-settings.ts';
import type { createStopList } from '../../product/stack/stop-in-reverse.ts';
import { watchApplications } from '../../product/stack/watch-applications.ts';

const APPS = 2;

/** Two ingests and two workers with production settings, on a given queue and a migrated database. */
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
  const settings = await productionSettings({ databaseUrl, queueUrl, receiver, stops });
  const env = { ...settings.env, QUEUE_WAIT_REPLICAS: String(waitReplicas) };
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
    signing: settings.signing,
    db,
    /** Applied events, each as often as it was applied. */
    applications: await watchApplications(db),
  };
}
export type FailoverStack = Awaited<ReturnType<typeof openFailoverStack>>;

/** Whether an app is ready: `/readyz`. */
export const isReady = ({ url }: { readonly url: string }): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** The number of events that a worker has processed, with any outcome. */
export async function eventsSeenBy({ metricsUrl }: { readonly metricsUrl: string }): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  const values = text.matchAll(/^payspool_events_total\{.*\} (\d+)$/gm);
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
