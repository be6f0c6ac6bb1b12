import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Logger } from '../logger.ts';
import { CONTENT_TYPE, createMetrics, type Declarations, type Metrics } from './metrics.ts';
import {
  PROCESS_METRICS,
  readRefusals,
  type ReadStore,
  type Refusals,
  STORE_METRICS,
  storeReader,
  watchProcess,
} from './read-stores.ts';

/** The metrics that every app exports. */
export const COMMON_METRICS = { ...STORE_METRICS, ...PROCESS_METRICS };

export interface MetricsOptions<D extends Declarations> {
  /** The label `app` of every line. */
  readonly app: string;
  readonly declarations: D;
  readonly logger: Logger;
}

export interface OpenMetrics<D extends Declarations> {
  readonly metrics: Metrics<D>;
  /**
   * Serves `GET /metrics` on a port of its own, 0 for any free one, `off` for none. If the port is not available, it logs a
   * warning: missing metrics must not stop an app.
   */
  readonly serve: (options: {
    readonly host: string;
    readonly port: string;
    readonly stores: Readonly<Record<string, ReadStore<D>>>;
    readonly refusals?: Refusals;
  }) => Promise<{ readonly close: () => Promise<void> }>;
}

export function openMetrics<D extends Declarations>({
  app,
  declarations,
  logger,
}: MetricsOptions<D>): OpenMetrics<D> {
  const metrics = createMetrics(declarations, { app });
  const common = createMetrics(COMMON_METRICS, { app });
  return {
    metrics,
    serve: async ({ host, port, stores, refusals }) => {
      if (port === 'off') return { close: async () => undefined };
      const readProcess = watchProcess();
      const readStores = storeReader(stores);
      const page = async () => {
        const readings = await readStores();
        const refused = refusals && readRefusals(refusals);
        return metrics.render(readings) + common.render({ ...readings, ...refused, ...readProcess() });
      };
      try {
        const { address, close } = await serveText({ host, port: Number(port), path: '/metrics', page });
        // Not `address`: that is the address of the app itself.
        logger.info({ metrics: address }, 'metrics are served');
        return { close };
      } catch (error) {
        logger.warn({ err: error }, 'metrics are not served: see METRICS_PORT');
        return { close: async () => undefined };
      }
    },
  };
}

/** Time limit of one request and its answer, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Serves one page of text over HTTP, which is created for each request. Rejects if the port is not available. */
async function serveText({
  host,
  port,
  path,
  page,
}: {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly page: () => Promise<string>;
}): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  const server = createServer({ requestTimeout: TIMEOUT_MS }, (request, response) => {
    if (request.url?.split('?')[0] !== path) return void response.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    }
    page().then(
      (text) => response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  server.unref(); // a process with no other work may end
  const address = server.address();
  const shown = address !== null && typeof address === 'object' ? address.port : port;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${shown}${path}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
