import type { Server } from 'node:http';

/** How often at most idle connections are looked for while there is no room, milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Bounds the connections that are open at once. When there is no room, those that are idle between two requests are closed: they are
 * kept for their senders' convenience alone. Every other is gone within the time for a request, and until then a new one is closed at once.
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
