import { execFile } from 'node:child_process';
import { chmod, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A small file system in memory that can be filled completely. */
export interface SmallDisk {
  readonly dir: string;
  /** Leaves no byte free. */
  readonly fill: () => Promise<void>;
  /** Frees the space that `fill` took. */
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const execute = promisify(execFile);

/** `undefined` if this machine or this user cannot mount one. */
export async function mountSmallDisk(dir: string, megabytes: number): Promise<SmallDisk | undefined> {
  await mkdir(dir, { recursive: true });
  const options = `size=${megabytes}m,mode=0755`;
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', options, 'payspool-drill', dir]);
  } catch {
    return undefined;
  }
  const filler = join(dir, 'filler');
  return {
    dir,
    fill: () => writeUntilFull(filler),
    free: () => rm(filler, { force: true }),
    remove: async () => {
      await execute('umount', ['-l', dir]);
    },
  };
}

/** The same directory on the normal disk, which must not be filled. */
export async function ordinaryDir(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755); // Postgres runs as another user if this process is root
  return dir;
}

async function writeUntilFull(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    // Large pieces first, then what is left between them.
    for (const size of [1 << 20, 1 << 12, 1]) await writePieces(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
}

async function writePieces(file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> {
  for (;;) {
    const written = await file.write(piece).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return undefined;
      throw error;
    });
    if (!written || written.bytesWritten < piece.length) return;
  }
}
