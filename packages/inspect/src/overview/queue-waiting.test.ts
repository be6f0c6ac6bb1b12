import { expect, it } from 'vitest';
import { nextStep, waitingText } from './next-step.ts';
import { waitingInQueue } from './queue-waiting.ts';
import { WAITING_KINDS } from './waiting.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);
const refusals = (number: number, minutes: number, account = 'eu', leftOut = 0) =>
  Array.from({ length: number }, () => ({ at: before(minutes), provider: 'stripe', account, leftOut }));
const waiting = (refused: ReturnType<typeof refusals>) => waitingInQueue({ backlog: [], refused }, NOW);

it('a job that has waited for more than five minutes waits for a person, unless it is a task', () => {
  const backlog = (name: string, oldestWaitingMs: number | undefined) => ({
    name,
    waiting: 7,
    oldestWaitingMs,
  });
  const found = waitingInQueue(
    {
      backlog: [
        backlog('deliveries', 6 * 60_000),
        backlog('reactions', 4 * 60_000),
        backlog('tasks', 9_999_999),
        backlog('other', undefined),
      ],
      refused: [],
    },
    NOW,
  );
  expect(found).toEqual([
    { kind: 'queue', count: 7, isMore: false, oldest: before(6), names: ['deliveries'] },
  ]);
});

it('refusals wait for a person if an account has more of them than usual', () => {
  expect(waiting(refusals(4, 10))).toEqual([]);
  expect(waiting([...refusals(5, 10), ...refusals(2, 5)])).toEqual([
    { kind: 'refusals', count: 7, isMore: false, oldest: before(10), names: ['stripe/eu'] },
  ]);
  expect(waiting(refusals(1, 10, 'eu', 400))).toMatchObject([{ count: 401 }]);
  // 48 in the day before are two in an hour.
  expect(waiting([...refusals(6, 10), ...refusals(48, 300)])).toEqual([]);
  expect(waiting([...refusals(7, 10), ...refusals(48, 300)])).toMatchObject([{ count: 7 }]);
  expect(waiting([...refusals(5, 70), ...refusals(5, 2000, 'us')])).toEqual([]);
});

it('every kind has words, a command and an entry in the runbook', () => {
  for (const kind of WAITING_KINDS) {
    const { command, runbook } = nextStep({ kind, oldest: NOW });
    expect(command).toMatch(/^payspool /);
    expect(runbook).toMatch(/^payspool[a-z]+$/);
    expect(waitingText({ kind, count: 1, isMore: false })).toMatch(/^1 \w/);
    expect(waitingText({ kind, count: 10_000, isMore: true })).toMatch(/^more than 10,000 \w+/);
  }
});
