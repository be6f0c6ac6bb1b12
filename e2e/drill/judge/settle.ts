import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, judge, type Verdict } from './judge.ts';

/** Without any progress for so long, milliseconds. A job that was tried through many faults waits for two minutes before its next attempt. */
const PATIENCE_MS = 150_000;
/** Looking reads every table: it must not be what everybody waits for. */
const REST = 4;

/** The verdict, as soon as nothing is open, or when nothing can be expected to mend itself any more. */
export async function settle(...judged: Parameters<typeof judge>): Promise<Verdict> {
  let last = '';
  let changedAt = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const verdict = await judge(...judged);
    const standing = JSON.stringify(verdict);
    if (standing !== last) changedAt = performance.now();
    last = standing;
    if (isSettled(verdict) || performance.now() - changedAt > PATIENCE_MS) return verdict;
    await sleep(Math.max(1000, (performance.now() - lookedAt) * REST));
  }
}
