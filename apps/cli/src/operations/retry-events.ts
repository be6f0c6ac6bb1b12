import { retry } from '@payspool/operations';
import { commandEnv, configuredAccounts, withDatabase } from '../configured.ts';
import { printJson } from '../print.ts';
import { createProgress } from '../progress.ts';
import { runNew, withDeliveryQueue } from './run-here.ts';

interface RetriedEvent {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
  readonly type: string;
  readonly outcome: string;
}

/** Queues failed events again, or says which would be queued, and prints the result. */
export const retryEvents = (
  terms: string,
  { isRehearsal, json }: { readonly isRehearsal: boolean; readonly json: boolean },
): Promise<void> =>
  withDatabase((db) =>
    withDeliveryQueue(async (queue) => {
      const accounts = configuredAccounts(commandEnv(), { requireCredentials: false });
      const progress = createProgress(isRehearsal ? 'checking' : 'retrying', 0);
      const { id, report } = await runNew(
        { kind: 'retry', params: { terms }, isRehearsal },
        {
          db,
          accounts,
          queue,
          emit: (item) => {
            const { provider, account, eventKey, type, outcome } = item as RetriedEvent;
            if (!json)
              progress.interrupt(() => console.log(`${provider}/${account} ${type} ${eventKey}: ${outcome}`));
          },
          onStep: ({ done }) => progress.update(done),
        },
      ).finally(() => progress.stop());
      const { items: _, ...counts } = retry.report.parse(report);
      if (json) return printJson({ operation: id, dryRun: isRehearsal, ...counts });
      for (const [reason, times] of Object.entries(counts.skipped))
        console.log(`skipped ${times}: ${reason}`);
      console.log(
        `${counts.matched} failed events: ${counts.queued} ${isRehearsal ? 'would be queued' : 'queued'} again`,
      );
    }),
  );
