import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, inject, it } from 'vitest';
import { openDatabase } from '../src/index.ts';

/** A message of Postgres' protocol: its type, its length, its fields. */
function message(type: string, fields: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const SHUT_DOWN = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

it('a connection that breaks while the pool hands it over fails its query and does not end the process', async () => {
  const server = createServer((socket) => {
    // The server sends "ready" and its end in one piece, so that no code of this process runs in between.
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, SHUT_DOWN])));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const database = openDatabase({ url: `postgresql://postgres@127.0.0.1:${address.port}/postgres` });

  await expect(database.prisma.$transaction((tx) => tx.$queryRaw`SELECT 1`)).rejects.toThrow();
  await expect(database.prisma.$queryRaw`SELECT 1`).rejects.toThrow();
  await database.close();
  server.close();
});

it('a server that stops answering during a transaction fails it, and the connection leaves the pool', async () => {
  const { hostname, port } = new URL(inject('postgresUrl'));
  const wires: [Socket, Socket][] = [];
  const relay = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream).pipe(client);
    wires.push([client, upstream]);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const url = new URL(inject('postgresUrl'));
  url.host = `127.0.0.1:${address.port}`;
  const database = openDatabase({ url: url.href, poolSize: 1, answerTimeoutMs: 300 });
  const { prisma } = database;

  const silenced = prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1`;
    for (const [client, upstream] of wires.splice(0)) {
      client.unpipe();
      upstream.unpipe();
    }
    await tx.$queryRaw`SELECT 1`;
  });
  await expect(silenced).rejects.toThrow();
  expect(await prisma.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await database.close();
  relay.close();
});
