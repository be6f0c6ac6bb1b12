import { openDatabase } from '@payspool/db';
import type { Provider } from '@payspool/providers';
import { JobPostponedError } from '@payspool/queue';
import { createDatabase } from '@payspool/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createCallBudget, type TakeCall } from '../src/call-budget.ts';

let tables: Awaited<ReturnType<typeof createDatabase>>;
/** The connections of two processes. */
let processes: readonly ReturnType<typeof openDatabase>[];
beforeAll(async () => {
  tables = await createDatabase({ postgresUrl: inject('postgresUrl'), template: inject('template') });
  processes = [openDatabase({ url: tables.url }), openDatabase({ url: tables.url })];
});
afterAll(async () => {
  await Promise.all(processes.map(({ close }) => close()));
  await tables.drop();
});

/** Three calls at once, and then one every thousand seconds, so that none is added while a test runs. */
const acme = { slug: 'acme', title: 'Acme', apiRate: { burst: 3, perSecond: 0.001 } } as Provider;
const account = (name: string) => ({ name, provider: acme });
const budgets = (random = () => 0) => processes.map(({ prisma }) => createCallBudget(prisma, { random }));

/** `taken`, or the number of milliseconds by which the call is postponed. */
const outcomeOf = (take: TakeCall, name: string) =>
  take(account(name)).then(
    () => 'taken' as const,
    (error: unknown) => {
      if (error instanceof JobPostponedError) return error.delayMs;
      throw error;
    },
  );

it('is shared by all processes, and an account has its own', async () => {
  const takes = budgets().flatMap((take) => Array.from({ length: 10 }, () => outcomeOf(take, 'shared')));
  const outcomes = await Promise.all(takes);
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(3);
  expect(outcomes.filter((outcome) => outcome === 1_000_000)).toHaveLength(17);
  const [take] = budgets();
  expect(take && (await outcomeOf(take, 'another'))).toBe('taken');
});

it('postpones a call by at most the time of two calls', async () => {
  const [take] = budgets(() => 0.5);
  if (!take) throw new Error('there is no budget');
  for (let call = 1; call <= 3; call += 1) expect(await outcomeOf(take, 'late')).toBe('taken');
  expect(await outcomeOf(take, 'late')).toBe(1_500_000);
});

it('refills with time, up to the burst', async () => {
  const [take] = budgets();
  const [database] = processes;
  if (!take || !database) throw new Error('there is no budget');
  for (let call = 1; call <= 3; call += 1) expect(await outcomeOf(take, 'refilled')).toBe('taken');
  const passed = (seconds: number) =>
    database.prisma.$executeRaw`
      UPDATE api_budgets SET filled_at = filled_at - make_interval(secs => ${seconds}) WHERE account = 'refilled'`;
  await passed(1_500);
  expect(await outcomeOf(take, 'refilled')).toBe('taken');
  expect(await outcomeOf(take, 'refilled')).toBe(1_000_000);
  await passed(1_000_000);
  for (let call = 1; call <= 3; call += 1) expect(await outcomeOf(take, 'refilled')).toBe('taken');
  expect(await outcomeOf(take, 'refilled')).toBe(1_000_000);
});
