import { connect } from 'node:net';

/** Writes the parts to a connection of its own, and resolves with all that came back once it is closed. */
export async function rawExchange(
  port: number,
  parts: readonly (string | Buffer)[],
  { hangUp = false }: { readonly hangUp?: boolean } = {},
): Promise<string> {
  const received: Buffer[] = [];
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined); // a reset is one way of closing
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('end', () => socket.end());
  for (const part of parts) {
    // One write after the other has left, so that the other side may see them apart.
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

/** A request as it goes over the wire, the last on its connection unless a header says otherwise. */
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
