import { setTimeout as sleep } from 'node:timers/promises';
import { CONNECT_TIMEOUT_MS, prepareSession, SessionClient, sessionSettings } from './session-client.ts';
import { KEEP_ALIVE_MS } from './create-pool.ts';

/** The channel that gets a notification when a transaction that wrote to the outbox commits. */
export const OUTBOX_CHANNEL = 'payspool_outbox';

export interface Listener {
  /** Takes at most as long as one attempt to connect. */
  readonly close: () => Promise<void>;
}

/** Time between two attempts to connect. */
const RECONNECT_MS = 1000;
/** Time limit for closing a connection. */
const GOODBYE_MS = 1000;

/**
 * Listens to a channel on its own connection, and reconnects if that is lost. `onNotify` is called for every notification and
 * after every connect, because notifications in between are lost. `url` must not lead through a pooler in transaction mode.
 */
export function listen({
  url,
  channel,
  onNotify,
  onError,
}: {
  readonly url: string;
  readonly channel: string;
  readonly onNotify: () => void;
  readonly onError: (error: Error) => void;
}): Listener {
  const stopping = new AbortController();
  const stopped = new Promise<undefined>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

  const connected = async () => {
    const client = new SessionClient({
      connectionString: url,
      application_name: 'payspool-listen',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    });
    const ended = new Promise<Error | undefined>((resolve) => {
      client.on('error', resolve);
      client.on('end', () => resolve(undefined));
    });
    client.on('notification', onNotify);
    try {
      // Never end the client while it connects: `end` would then wait forever. Connecting has its own time limit.
      await client.connect();
      await prepareSession(client, sessionSettings(), CONNECT_TIMEOUT_MS);
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      if (!stopping.signal.aborted) onNotify();
      const error = await Promise.race([ended, stopped]);
      if (error && !stopping.signal.aborted) onError(error);
    } finally {
      await Promise.race([client.end().catch(() => undefined), sleep(GOODBYE_MS, undefined, { ref: false })]);
    }
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      await connected().catch((error: unknown) => {
        if (!stopping.signal.aborted) onError(error instanceof Error ? error : new Error(String(error)));
      });
      await sleep(RECONNECT_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    close: () => {
      stopping.abort();
      return running;
    },
  };
}
