import { setImmediate as turn } from 'node:timers/promises';
import { Writable } from 'node:stream';
import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { writeTogether } from './redis-connection.ts';

/** A connection that records the written pieces. */
function connection() {
  const writes: string[][] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      writes.push([String(chunk)]);
      done();
    },
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { writes, stream, client: (status: string) => ({ status, stream }) as unknown as Redis };
}

describe('commands of one turn of the event loop', () => {
  it('go to the server in one write, and commands of the next turn in another', async () => {
    const { writes, stream, client } = connection();
    const together = writeTogether(client('ready'));
    for (const command of ['one', 'two', 'three']) {
      together();
      stream.write(command);
    }
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual([['one', 'two', 'three']]);
    together();
    stream.write('four');
    await turn();
    expect(writes).toEqual([['one', 'two', 'three'], ['four']]);
    stream.write('five');
    expect(writes.at(-1)).toEqual(['five']);
  });

  it('are not delayed if there is no connection', () => {
    const { writes, stream, client } = connection();
    writeTogether(client('reconnecting'))();
    stream.write('one');
    expect(writes).toEqual([['one']]);
  });
});
