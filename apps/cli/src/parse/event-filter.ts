import { type Command, Option } from 'commander';
import { EVENT_STATUSES } from '../events/event-condition.ts';
import { isoTime } from './iso-time.ts';

/** The options that select events, the same for every command that takes several. */
export const withEventFilter = (command: Command): Command =>
  command
    .option('--provider <slug>', 'events of this provider')
    .option(
      '--account <name>',
      'events of this account: `default`, or `default/acct_1` for a connected account',
    )
    .option('--type <type>', 'events of this type, as the provider names it')
    .addOption(new Option('--status <status>', 'events with this status').choices(EVENT_STATUSES))
    .option('--order <ref>', 'events of the purchase or subscription with this id (of an order, payment, …)')
    .option('--since <time>', 'received since, ISO 8601', isoTime)
    .option('--text <text>', 'events whose body contains this text; reads every stored body');
