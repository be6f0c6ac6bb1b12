import type { Logger } from '../logger.ts';
import type { Declarations } from './declare.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { PROCESS_METRICS, watchProcess } from './process-metrics.ts';
import { readRefusals, type ReadStore, type Refusals, STORE_METRICS, storeReader } from './read-stores.ts';
import { serveText } from './serve-text.ts';

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
