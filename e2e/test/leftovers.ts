import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for temporary files, by whose name every process that uses it can be recognised. */
export async function temporaryPlace() {
  const dir = await mkdtemp(join(tmpdir(), 'payspool-leftovers-'));
  await chmod(dir, 0o755); // Postgres runs as another user if this process is root
  return {
    dir,
    env: { TMPDIR: dir },
    /** The remaining files of Payspool; the TypeScript loader's cache does not count. */
    files: async () =>
      (await readdir(dir)).filter((name) => !name.startsWith('tsx-') && name !== 'node-compile-cache'),
    processes: () => processesWith(dir),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

/** Command lines of the processes whose environment or arguments contain it. Empty if the system has no /proc. */
async function processesWith(marker: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter(
    (name) => /^\d+$/.test(name) && name !== String(process.pid),
  );
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [env, command] = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      return `${env}${command}`.includes(marker) ? [`${pid} ${(command ?? '').replaceAll('\0', ' ')}`] : [];
    }),
  );
  return found.flat();
}
