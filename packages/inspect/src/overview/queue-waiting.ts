import { capped, type Waiting } from './waiting.ts';

/** The backlog of one queue, as the queue's store shows it. */
interface Backlog {
  readonly name: string;
  /** Jobs that can run now. */
  readonly waiting: number;
  /** How long the next untried job has been due, milliseconds. */
  readonly oldestWaitingMs: number | undefined;
}

/** One refused delivery, which counts others that have no record of their own. */
interface Refused {
  readonly at: Date;
  readonly provider: string;
  readonly account: string;
  readonly leftOut: number;
}

/** Like the alert PayspoolOldestJobTooOld. A task may wait for a long one. */
const JOB_MS = 5 * 60_000;
const MAY_WAIT = 'tasks';

const HOUR_MS = 3_600_000;
/** Refusals of one account in the last hour: fewer are no news, whatever was usual. */
const FEW = 5;
/** How many times the usual number of an hour. The usual number is that of the 24 hours before. */
const TIMES = 3;
const USUAL_HOURS = 24;

/** What the queue's store shows of what waits for a person. */
export function waitingInQueue(
  { backlog, refused }: { readonly backlog: readonly Backlog[]; readonly refused: readonly Refused[] },
  now: Date,
): readonly Waiting[] {
  return [...lateJobs(backlog, now), ...unusualRefusals(refused, now)];
}

function lateJobs(backlog: readonly Backlog[], now: Date): Waiting[] {
  const late = backlog.filter(
    ({ name, oldestWaitingMs = 0 }) => name !== MAY_WAIT && oldestWaitingMs > JOB_MS,
  );
  if (late.length === 0) return [];
  const longestMs = Math.max(...late.map(({ oldestWaitingMs = 0 }) => oldestWaitingMs));
  const count = late.reduce((sum, { waiting }) => sum + waiting, 0);
  return [
    {
      kind: 'queue',
      names: late.map(({ name }) => name),
      oldest: new Date(now.getTime() - longestMs),
      ...capped(Math.max(count, 1)),
    },
  ];
}

function unusualRefusals(refused: readonly Refused[], now: Date): Waiting[] {
  const hourAgo = now.getTime() - HOUR_MS;
  const dayBefore = hourAgo - USUAL_HOURS * HOUR_MS;
  const nameOf = ({ provider, account }: Refused) => `${provider}/${account}`;
  const unusual = [...new Set(refused.map(nameOf))].flatMap((name) => {
    const all = refused.filter((one) => nameOf(one) === name);
    const recent = all.filter(({ at }) => at.getTime() > hourAgo);
    const count = numberOf(recent);
    const usual = numberOf(all.filter(({ at }) => at.getTime() <= hourAgo && at.getTime() > dayBefore));
    return count >= FEW && count > (usual / USUAL_HOURS) * TIMES ? [{ name, count, recent }] : [];
  });
  if (unusual.length === 0) return [];
  const times = unusual.flatMap(({ recent }) => recent.map(({ at }) => at.getTime()));
  return [
    {
      kind: 'refusals',
      names: unusual.map(({ name }) => name).slice(0, 5),
      oldest: new Date(Math.min(...times)),
      ...capped(unusual.reduce((sum, { count }) => sum + count, 0)),
    },
  ];
}

const numberOf = (refused: readonly Refused[]): number =>
  refused.reduce((sum, { leftOut }) => sum + 1 + leftOut, 0);
