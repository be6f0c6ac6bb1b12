import { createFollowUps, followedAccounts } from '@payspool/operations';
import { type TaskKind, workerStops } from './task-kind.ts';

const EVERY_MS = 10 * 60_000;

/** `follow-up`: asks providers again about orders, payments, refunds, disputes and subscriptions that are not final. */
export const followUpTask: TaskKind = {
  schedules: ({ accounts }) =>
    followedAccounts(accounts).length === 0
      ? []
      : [{ id: 'follow-up', task: { kind: 'follow-up' }, when: { everyMs: EVERY_MS } }],
  create: ({ db, accounts, queue, io, logger, metrics }) => {
    const followUps = createFollowUps({
      db,
      accounts,
      queue,
      io,
      onCall: (call) => metrics.count('payspool_api_calls_total', call),
      onOutcome: (ended) => metrics.count('payspool_follow_ups_total', ended),
      onStopped: ({ account, error }) =>
        logger.warn(
          { err: error, provider: account.provider.slug, account: account.name },
          'follow-up stopped',
        ),
    });
    return async (_task, signal) => {
      await followUps.run({ signal });
      if (signal.aborted) throw workerStops();
    };
  },
};
