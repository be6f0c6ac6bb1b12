import { readFile } from 'node:fs/promises';

/** Linux counts a process's CPU in hundredths of a second, on every architecture that Node runs on. */
const MS_PER_TICK = 10;

/**
 * CPU time that a process has used so far, including its threads and the kernel's work for it, in milliseconds; `undefined` if there is no
 * /proc.
 */
async function cpuMsOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The fields after the name, which is in parentheses and may contain spaces: field 3 is the first, utime and stime are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** The sum over several processes. */
export async function cpuMsOfAll(pids: readonly number[]): Promise<number | undefined> {
  const each = await Promise.all(pids.map(cpuMsOf));
  let sum = 0;
  for (const ms of each) {
    if (ms === undefined) return undefined;
    sum += ms;
  }
  return sum;
}

/** Resident memory of a process, in MiB; `undefined` if there is no /proc. */
export async function residentMibOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}
