import { openReader } from '@payspool/db/reader';
import { openBoardQueues, openQueueView } from '@payspool/queue';
import { createLogger, openMetrics, readConfig, releaseOf, runApp, stopOnSignal } from '@payspool/runtime';
import type { z } from 'zod';
import { DashboardConfig, loginSettings } from './config.ts';
import { createServer } from './server.ts';

/** Requests end within the store's deadline. The stop does not wait longer. */
const SHUTDOWN_TIMEOUT_MS = 10_000;

await runApp({ name: 'dashboard', read: () => readConfig(DashboardConfig, process.env), start });

async function start(config: z.output<typeof DashboardConfig>): Promise<void> {
  const logger = createLogger({ app: 'dashboard', level: config.logLevel });
  const store = openBoardQueues({
    url: config.queueUrl,
    onError: (error) => logger.error({ err: error }, 'store'),
  });
  const queueView = openQueueView({
    url: config.queueUrl,
    onError: (error) => logger.error({ err: error }, 'store'),
  });
  const { reader, close } = openReader({
    url: config.dashboardDatabaseUrl ?? config.databaseUrl ?? '',
    applicationName: 'payspool-dashboard',
    onError: (error) => logger.error({ err: error }, 'database'),
  });
  const server = createServer({
    store,
    queueView,
    reader,
    logger,
    title: config.dashboardTitle,
    mode: config.payspoolMode,
    release: releaseOf(process.env),
    ...loginSettings(config),
  });
  const scrapes = await openMetrics({ app: 'dashboard', declarations: {}, logger }).serve({
    host: config.host,
    port: config.metricsPort,
    stores: { queue: () => store.ping().then(() => ({})) },
  });
  stopOnSignal({
    logger,
    deadlineMs: SHUTDOWN_TIMEOUT_MS,
    stop: async () => {
      await server.close();
      await store.close();
      await queueView.close();
      await close();
      await scrapes.close();
    },
  });
  const address = await server.listen({ host: config.host, port: config.dashboardPort });
  logger.info({ address }, 'dashboard is running');
}
