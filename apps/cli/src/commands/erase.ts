import { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { isoTime } from '../arguments.ts';

interface EraseFlags {
  readonly customer?: readonly string[];
  readonly customersFrom?: string;
  readonly before?: Date;
  readonly provider?: string;
  readonly account?: string;
  readonly yes?: true;
}

export function eraseCommand(): Command {
  return new Command('erase')
    .description(
      'Erase raw bodies permanently, from the event log and from finished jobs in the queue (QUEUE_URL). Orders and subscriptions do not change: they are computed from canonical events, which hold no personal data except the customer id. No body of an erased customer is stored again.',
    )
    .option(
      '--customer <ref...>',
      "bodies of these customers (the provider's ids): all events of their purchases, and all others that name them",
    )
    .option('--customers-from <file>', 'the same for the customers in a file, one id a line')
    .option('--before <time>', 'bodies received before this time (ISO 8601)', isoTime)
    .option('--provider <slug>', 'bodies of this provider')
    .option('--account <name>', 'bodies of this account')
    .option('--yes', 'erase them; without this option they are only counted')
    .action(async ({ before, yes, customer = [], customersFrom, ...owner }: EraseFlags) => {
      if (customer.length === 0 && customersFrom === undefined && before === undefined)
        throw new UsageError('give --customer, --customers-from or --before');
      const { eraseBodies } = await import('../operations/erase-bodies.ts');
      await eraseBodies(
        { before: before?.toISOString(), ...owner },
        { customers: customer, customersFrom, isRehearsal: !yes },
      );
    });
}
