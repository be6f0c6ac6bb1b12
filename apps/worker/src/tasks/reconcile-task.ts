import { createOperation, unitsOf } from '@payspool/operations';
import type { TaskKind } from './task-kind.ts';

/** At night in Europe and America, when most accounts are quiet. */
const PATTERN = '15 3 * * *';
const DAY_MS = 86_400_000;
const SPAN_DAYS = 7;
/** How long nightly comparisons are listed. Their findings stay in the table `drift`. */
const KEPT_DAYS = 90;
const REQUESTED_BY = 'schedule';

/** `reconcile`: compares the rows of an account with its provider's API each night, and changes nothing. */
export const reconcileTask: TaskKind = {
  schedules: ({ accounts }) =>
    accountsToCompare(accounts).map(({ provider, account }) => ({
      id: `reconcile/${provider}/${account}`,
      task: { kind: 'reconcile', provider, account },
      when: { pattern: PATTERN },
    })),
  create:
    ({ db, accounts, io, release }) =>
    async ({ provider, account }) => {
      const now = io.now();
      await db.operation.deleteMany({
        where: {
          kind: 'reconcile',
          requestedBy: REQUESTED_BY,
          finishedAt: { lt: new Date(now.getTime() - KEPT_DAYS * DAY_MS) },
        },
      });
      const [unfinished] = await db.$queryRaw<unknown[]>`
        SELECT id FROM operations WHERE kind = 'reconcile' AND status IN ('waiting', 'running')
          AND requested_by = ${REQUESTED_BY} AND params->>'provider' = ${provider} AND params->>'account' = ${account}`;
      if (unfinished) return;
      const since = new Date(now.getTime() - SPAN_DAYS * DAY_MS).toISOString();
      await createOperation(
        {
          kind: 'reconcile',
          params: { provider, account, since, react: false },
          isRehearsal: true,
          requestedBy: REQUESTED_BY,
        },
        { db, accounts, io, release },
      );
    },
};

/** The accounts whose objects can be read; connected merchants are compared with the account that reads them. */
function accountsToCompare(
  accounts: Parameters<typeof unitsOf>[0],
): { readonly provider: string; readonly account: string }[] {
  const { units } = unitsOf(accounts, {});
  const own = units.filter(({ merchant }) => merchant === '');
  return own.filter(({ provider, account }) =>
    accounts.all.some(
      (one) => one.provider.slug === provider && one.name === account && one.provider.reads?.objects,
    ),
  );
}
