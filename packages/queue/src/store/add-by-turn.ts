import type { BullJob } from './trace-add.ts';

/** Jobs in a set: how long the store may be kept from others by one call. */
const MOST_JOBS = 50;
/** Characters of all data in a set, where it is more than one job. */
const MOST_TEXT = 256 * 1024;

/** Adds several jobs in one call, and resolves with what it says of each. */
type AddSet = (jobs: readonly BullJob[]) => Promise<readonly string[]>;

interface Waiting {
  readonly job: BullJob;
  readonly resolve: (holder: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Lets the jobs of one turn of the event loop go to the store together, when the turn is over: in one call, or several where they are many. */
export function addByTurn(addSet: AddSet): (job: BullJob) => Promise<string> {
  let waiting: Waiting[] = [];
  const send = () => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length;) {
      const to = endOfSet(all, from);
      void settle(all.slice(from, to), addSet);
      from = to;
    }
  };
  return (job) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ job, resolve, reject });
    });
}

function endOfSet(all: readonly Waiting[], from: number): number {
  let to = from;
  let characters = 0;
  for (; to < all.length && to - from < MOST_JOBS; to += 1) {
    characters += all[to]?.job.data.length ?? 0;
    if (to > from && characters > MOST_TEXT) break;
  }
  return to;
}

/** Never rejects: each job of the set is told by itself. */
async function settle(set: readonly Waiting[], addSet: AddSet): Promise<void> {
  try {
    const holders = await addSet(set.map(({ job }) => job));
    if (holders.length !== set.length)
      throw new Error(`${holders.length} of ${set.length} jobs were answered for`);
    for (const [at, { resolve }] of set.entries()) resolve(holders[at] ?? '');
  } catch (error) {
    if (set.length > 1 && isOfOneJob(error)) await Promise.all(set.map((one) => settle([one], addSet)));
    else for (const { reject } of set) reject(error);
  }
}

/** Something else is kept under one job's key. Its neighbours are added by themselves: those that were before it are found there. */
const isOfOneJob = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('WRONGTYPE');
