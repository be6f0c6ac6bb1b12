import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled, judge, type Verdict } from './judge.ts';

/** The maximum time without progress, in milliseconds. A job that failed during many faults waits two minutes before its next attempt. */
const PATIENCE_MS = 150_000;
/** Each comparison reads every table, so it must not run too often. */
const REST = 4;

/** The verdict, as soon as nothing is open, or when no further progress can be expected. */
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
