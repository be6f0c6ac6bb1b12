import { type Command, Option } from 'commander';
import { EVENT_STATUSES } from '../events/event-condition.ts';
import { isoTime } from './iso-time.ts';

/** The options that choose events, the same for every command that takes several. */
export const withEventFilter = (command: Command): Command =>
  command
    .option('--provider <slug>', 'of this provider')
    .option('--account <name>', 'of this account: `default`, or `default/acct_1` of a connected one')
    .option('--type <type>', "of this type, the provider's own word")
    .addOption(new Option('--status <status>', 'with this outcome').choices(EVENT_STATUSES))
    .option('--order <ref>', 'of the purchase or subscription that this order, payment, … belongs to')
    .option('--since <time>', 'received since, ISO 8601', isoTime)
    .option('--text <text>', 'whose body holds this text; reads every stored body');
