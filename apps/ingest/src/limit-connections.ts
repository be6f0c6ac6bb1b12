import type { Server } from 'node:http';

/** Minimum time between two searches for idle connections while the limit is reached, milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Limits the number of open connections. At the limit, connections that are idle between two requests are closed, because they only spare
 * their senders a new connection. All other connections end within the time limit of a request; until then, new connections are closed at
 * once.
 */
export function limitConnections(
  server: Pick<Server, 'on' | 'maxConnections' | 'closeIdleConnections'>,
  {
    maxConnections,
    now = () => performance.now(),
  }: { readonly maxConnections: number; readonly now?: () => number },
): void {
  let open = 0;
  let lookAgainAt = Number.NEGATIVE_INFINITY;
  const makeRoom = () => {
    if (now() < lookAgainAt) return;
    lookAgainAt = now() + LOOK_EVERY_MS;
    server.closeIdleConnections();
  };
  server.maxConnections = maxConnections;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
    if (open >= maxConnections) makeRoom();
  });
  server.on('drop', makeRoom);
}
