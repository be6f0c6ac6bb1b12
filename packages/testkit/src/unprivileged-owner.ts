import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The user for a server that refuses root. Empty if this process is not root. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const execute = promisify(execFile);

/** As root, the server runs as `postgres` if that user exists, otherwise as `nobody`; no user is added to the machine. */
export async function unprivilegedOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const name = await execute('id', ['-u', 'postgres']).then(
    () => 'postgres',
    () => 'nobody',
  );
  const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
