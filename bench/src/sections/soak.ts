import type { BenchContext } from '../bench-context.ts';
import { startWholeStack } from '../lag/whole-stack.ts';
import { residentMibOf } from '../measure/machine.ts';
import type { Outcome } from '../report/sections.ts';

const KEEP_WAITING = 200;
const EVERY_MS = 5000;
/** Duration of one file of signed deliveries, in seconds, because a signature is valid for five minutes. */
const STRETCH_SECONDS = 30;
const MOST_PER_SECOND = 2500;

/** Measures the memory of an ingest and a worker at saturation, for `--soak-minutes`. */
export async function runSoakSection(context: BenchContext): Promise<Outcome<'soak'>> {
  const stack = await startWholeStack(context);
  const samples: Outcome<'soak'>['samples'] = [];
  const startedAt = performance.now();
  const minutes = () => (performance.now() - startedAt) / 60_000;
  const look = async () => {
    const minute = minutes();
    const [ingestMib, workerMib] = await Promise.all([
      residentMibOf(stack.ingestPid),
      residentMibOf(stack.workerPid),
    ]);
    samples.push({ minute, ingestMib: ingestMib ?? null, workerMib: workerMib ?? null });
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  let committed = 0;
  try {
    await look();
    while (minutes() < context.options.soakMinutes) {
      const left = (context.options.soakMinutes - minutes()) * 60;
      const seconds = Math.min(STRETCH_SECONDS, Math.max(1, left));
      const stretch = await stack.send({
        seconds,
        keepWaiting: KEEP_WAITING,
        eventsAtMost: Math.ceil(seconds * MOST_PER_SECOND),
      });
      committed += stretch.committed;
      context.say(
        `soak · minute ${minutes().toFixed(1)}: ${committed} events, worker ${samples.at(-1)?.workerMib?.toFixed(0) ?? '?'} MiB, ingest ${samples.at(-1)?.ingestMib?.toFixed(0) ?? '?'} MiB`,
      );
    }
    await look();
  } finally {
    clearInterval(timer);
  }
  const perSecond = committed / (minutes() * 60);
  await stack.stop();
  return { perSecond, samples };
}
