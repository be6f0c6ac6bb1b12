import { countBodies, eraseBodies, type ErasureScope } from '@payspool/projection';
import { Command } from 'commander';
import { withDatabase } from '../database.ts';
import { forgetJobs } from '../events/forget-jobs.ts';
import { EXIT } from '../exit-status.ts';
import { isoTime } from '../parse/iso-time.ts';
import { UsageError } from '../usage-error.ts';

interface EraseFlags {
  readonly customer?: string;
  readonly before?: Date;
  readonly provider?: string;
  readonly account?: string;
  readonly yes?: true;
}

export function eraseCommand(): Command {
  return new Command('erase')
    .description(
      'Erase raw bodies for good, from the event log and from finished jobs in the queue (QUEUE_URL). Orders and subscriptions stay: they are derived from canonical events, which hold no personal data.',
    )
    .option('--customer <ref>', "of this customer, the provider's id")
    .option('--before <time>', 'received before, ISO 8601', isoTime)
    .option('--provider <slug>', 'of this provider')
    .option('--account <name>', 'of this account')
    .option('--yes', 'erase; without it only count')
    .action(async ({ customer, before, provider, account, yes }: EraseFlags) => {
      if (customer === undefined && before === undefined)
        throw new UsageError('name a --customer, or a time --before');
      const scope: ErasureScope = { provider, account, customerRef: customer, receivedBefore: before };
      await withDatabase(async (db) => {
        if (!yes) {
          console.log(`${await countBodies(db, scope)} bodies would be erased, for good; add --yes`);
          return;
        }
        console.log(`${await eraseBodies(db, scope)} bodies erased`);
        const forgotten = await forgetJobs(db);
        if ('jobs' in forgotten)
          console.log(`${forgotten.jobs} finished jobs with such bodies removed from the queue`);
        else console.error(`${forgotten.unknown}: ${STILL_THERE}`);
        if ('unreachable' in forgotten) process.exitCode = EXIT.no;
      });
    });
}

const STILL_THERE =
  'finished jobs may still hold these bodies; completed ones go as new ones complete, after an hour, failed ones stay until they are removed or trimmed. Run this again with the queue in reach';
