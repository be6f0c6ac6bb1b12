import { EVENT_STATUSES } from '@payspool/events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { UsageError } from './failure.ts';

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

const IsoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * Parses an option's value. It refuses a time without a zone, which would be a different time on another machine, and a time
 * before 1970, because Postgres has no year 0.
 */
export function isoTime(text: string): Date {
  const time = new Date(text);
  if (IsoTime.safeParse(text).success && time.getTime() >= 0) return time;
  throw new InvalidArgumentError('Expected a time like 2026-01-31T12:00:00Z.');
}

const DURATION = /^(\d{1,5})([hd])$/;
const UNIT_MS = { h: 3_600_000, d: 86_400_000 } as const;

/** Parses an option's value: a time as `isoTime`, or how long ago, `36h` or `7d`. */
export function sinceTime(text: string): Date {
  const [, number, unit] = DURATION.exec(text) ?? [];
  if (number === undefined) return isoTime(text);
  return new Date(Math.max(0, Date.now() - Number(number) * UNIT_MS[unit === 'h' ? 'h' : 'd']));
}

/** Parses an option's value. If it is invalid, commander prints the message and the program exits with 2. */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** Parses an option's value, `name=value`, and adds it to the earlier ones. The message does not quote it, because it may be a secret. */
export function settingOption(
  text: string,
  earlier: readonly { readonly name: string; readonly value: string }[] = [],
) {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0)).trim();
  const value = text.slice(at + 1);
  if (name === '' || value.trim() === '') throw new UsageError('--setting: expected <name>=<value>');
  return [...earlier, { name, value }];
}

/** Parses one value of an option that takes several, and adds it to the earlier ones. */
export const anotherWord = (text: string, earlier: readonly string[] = []): string[] => [
  ...earlier,
  notBlank(text),
];

/** Refuses blank values: `--order "$REF"` with an unset variable must not select every order. */
export function refuseBlankValues(command: Command): void {
  for (const option of command.options) {
    if (option.required && !option.parseArg) option.argParser(notBlank);
  }
}

function notBlank(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is blank.');
}
