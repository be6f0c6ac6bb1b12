import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Who runs a server that refuses root. Empty where this process is an ordinary user. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const execute = promisify(execFile);

/** Root hands the server to `postgres` where that user exists, to `nobody` elsewhere; nothing is added to the machine. */
export async function unprivilegedOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const name = await execute('id', ['-u', 'postgres']).then(
    () => 'postgres',
    () => 'nobody',
  );
  const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
