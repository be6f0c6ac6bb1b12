import { connect } from 'node:net';

/** Writes the parts to a separate connection, and resolves with all received data once the connection is closed. */
export async function rawExchange(
  port: number,
  parts: readonly (string | Buffer)[],
  { hangUp = false }: { readonly hangUp?: boolean } = {},
): Promise<string> {
  const received: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined); // a reset also closes the connection
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('end', () => socket.end());
  for (const part of parts) {
    // Each write starts after the previous one has been sent, so that the server may receive them separately.
    await new Promise<void>((resolve) => {
      socket.once('close', resolve);
      socket.write(part, () => {
        socket.off('close', resolve);
        resolve();
      });
    });
  }
  if (hangUp) socket.end();
  await closed;
  return Buffer.concat(received).toString('latin1');
}

/** The bytes of a request. It is the last request on its connection, unless a header keeps the connection open. */
export function wire(
  head: string,
  headers: Readonly<Record<string, string | number>> = {},
  body: Buffer | string = '',
): Buffer {
  const all = { host: 'ingest', connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([
    Buffer.from(`${[head, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

export const statusesIn = (exchange: string): number[] =>
  [...exchange.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
