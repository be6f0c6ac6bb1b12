import type { Database } from '@payspool/db';
import { indexAccounts } from '@payspool/providers';
import { createLogger } from '@payspool/runtime';
import { expect, it, vi } from 'vitest';
import { watchFindings } from './watch-findings.ts';

it('the metrics show the last findings, and nothing of a check that failed', async () => {
  const lines: string[] = [];
  let answers: (number | Error)[] = [3, new Error('canceled'), 0];
  const db = {
    $queryRaw: () => {
      const answer = answers.shift() ?? 0;
      if (answer instanceof Error) return Promise.reject(answer);
      const row = {
        ref: 'A-1',
        count: answer,
        provider: 'razorpay',
        account: 'default',
        merchants: ['a', 'b'],
      };
      return Promise.resolve(Array.from({ length: answer }, () => row));
    },
  } as unknown as Database;
  vi.useFakeTimers();
  const watch = watchFindings({
    db,
    accounts: indexAccounts([]),
    graceHours: 72,
    now: () => new Date('2026-03-02T12:00:00.000Z'),
    logger: createLogger({
      app: 'worker',
      level: 'info',
      destination: { write: (line) => lines.push(line) },
    }),
  });
  expect(watch.readings()).toEqual({});
  await vi.advanceTimersByTimeAsync(1);
  expect(watch.readings()).toEqual({
    payspool_accounts_of_several_merchants: [[{}, 3]],
    payspool_subscriptions_overdue: [[{}, 0]],
  });
  expect(lines.join()).toContain('payspool_merchant_refs_paid_twice');

  answers = [0, 2, new Error('canceled')];
  await vi.advanceTimersByTimeAsync(300_000);
  expect(watch.readings()).toEqual({
    payspool_accounts_of_several_merchants: [[{}, 0]],
    payspool_merchant_refs_paid_twice: [[{}, 2]],
  });
  watch.stop();
  answers = [9, 9, 9];
  await vi.advanceTimersByTimeAsync(600_000);
  expect(answers).toEqual([9, 9, 9]);
  vi.useRealTimers();
});
