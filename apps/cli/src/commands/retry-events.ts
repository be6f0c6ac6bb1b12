import { Command } from 'commander';
import { termsOf } from '../events/list-options.ts';
import { UsageError } from '../failure.ts';

interface RetryFlags {
  readonly dryRun?: true;
  readonly json?: true;
}

export function retryCommand(): Command {
  return new Command('retry')
    .description(
      'Queue the deliveries of failed events again (QUEUE_URL). Workers process them as if they had just come, and publish what they change. `replay` reads them without the queue and without asking a provider.',
    )
    .argument(
      '<filter...>',
      'terms as of `events list`; of the events that match, the failed ones are retried',
    )
    .option('--dry-run', 'queue nothing; print what would be queued')
    .option('--json', 'print one JSON object')
    .action(async (words: string[], { dryRun, json }: RetryFlags) => {
      const terms = termsOf(words, new Date());
      if (terms === undefined) throw new UsageError('select events with a filter');
      const { retryEvents } = await import('../operations/retry-events.ts');
      await retryEvents(terms, { isRehearsal: dryRun === true, json: json === true });
    });
}
