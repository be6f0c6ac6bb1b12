import { createServer } from 'node:net';

/**
 * Ports that no system gives out by itself: Linux takes the local ports of connections and `listen(0)` from 32768 on, macOS and Windows
 * from 49152 on. A port of that range that is free now may be in use a moment later.
 */
const FIRST = 12_000;
const LAST = 32_000;
/** Ports of one process before it reaches those where the process with the next id began. */
const PER_PROCESS = 40;

let next = (process.pid * PER_PROCESS) % (LAST - FIRST);

/** A TCP port on the loopback address that is free, and that neither this process nor another one of the same run is given again soon. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < LAST - FIRST; tried += 1) {
    const port = FIRST + next;
    next = (next + 1) % (LAST - FIRST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST} to ${LAST} is free`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
