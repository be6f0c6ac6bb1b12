import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends one command to a Redis, written as on the command line: `CONFIG SET appendfsync always`. Throws the error of the answer. */
export async function redisCommand(port: number, command: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${command}\r\n`);
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  if (reply.toString().startsWith('-')) throw new Error(reply.toString().trim());
}
