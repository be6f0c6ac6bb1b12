import { countBodies, eraseBodies, type ErasureScope } from '@payspool/projection';
import { Command } from 'commander';
import { withDatabase } from '../configured.ts';
import { forgetJobs } from '../events/replay-stored.ts';
import { EXIT, UsageError } from '../failure.ts';
import { isoTime } from '../arguments.ts';

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
      'Erase raw bodies permanently, from the event log and from finished jobs in the queue (QUEUE_URL). Orders and subscriptions do not change: they are computed from canonical events, which hold no personal data except the customer id.',
    )
    .option('--customer <ref>', "bodies of this customer (the provider's id)")
    .option('--before <time>', 'bodies received before this time (ISO 8601)', isoTime)
    .option('--provider <slug>', 'bodies of this provider')
    .option('--account <name>', 'bodies of this account')
    .option('--yes', 'erase them; without this option they are only counted')
    .action(async ({ customer, before, provider, account, yes }: EraseFlags) => {
      if (customer === undefined && before === undefined) throw new UsageError('give --customer or --before');
      const scope: ErasureScope = { provider, account, customerRef: customer, receivedBefore: before };
      await withDatabase(async (db) => {
        if (!yes) {
          console.log(
            `${await countBodies(db, scope)} bodies would be erased permanently; add --yes to erase them`,
          );
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
  'finished jobs may still hold these bodies. Run this command again when the queue can be reached. Completed jobs are removed after an hour, when new ones complete; failed jobs stay until they are removed or trimmed';
