import { openBoardQueues } from '@payspool/queue';
import { createLogger, openMetrics, readConfig, runApp, stopOnSignal } from '@payspool/runtime';
import type { z } from 'zod';
import { DashboardConfig } from './config.ts';
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
  const server = createServer({
    store,
    logger,
    user: config.dashboardUser,
    password: config.dashboardPassword,
    showPayloads: config.dashboardShowPayloads === 'true',
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
      await scrapes.close();
    },
  });
  const address = await server.listen({ host: config.host, port: config.dashboardPort });
  logger.info({ address }, 'dashboard is running');
}
