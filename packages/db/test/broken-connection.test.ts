import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openDatabase } from '../src/index.ts';

/** A message of Postgres's protocol: its type, its length, its fields. */
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

it('a connection that breaks while it is handed over fails its query, and not the process', async () => {
  const server = createServer((socket) => {
    // Ready, and gone, in one piece: between the two nothing of ours gets to run.
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
