import { erase } from '@payspool/operations';
import { Command } from 'commander';
import { withDatabase } from '../configured.ts';
import { EXIT, UsageError } from '../failure.ts';
import { isoTime } from '../arguments.ts';
import { runNew } from '../operations/run-here.ts';

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
    .action(({ before, yes, ...params }: EraseFlags) => {
      if (params.customer === undefined && before === undefined)
        throw new UsageError('give --customer or --before');
      return withDatabase(async (db) => {
        const { report } = await runNew(
          { kind: 'erase', params: { before: before?.toISOString(), ...params }, isRehearsal: !yes },
          { db },
        );
        const { bodies, jobs, unknown, isUnreachable } = erase.report.parse(report);
        if (!yes) {
          console.log(`${bodies} bodies would be erased permanently; add --yes to erase them`);
          return;
        }
        console.log(`${bodies} bodies erased`);
        if (jobs !== undefined) console.log(`${jobs} finished jobs with such bodies removed from the queue`);
        else console.error(`${unknown}: ${STILL_THERE}`);
        if (isUnreachable) process.exitCode = EXIT.no;
      });
    });
}

const STILL_THERE =
  'finished jobs may still hold these bodies. Run this command again when the queue can be reached. Completed jobs are removed after an hour, when new ones complete; failed jobs stay until they are removed or trimmed';
