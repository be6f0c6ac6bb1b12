import { defaultTimeZone } from '@payspool/db';
import { describeOffset, findShifted, type Found, type Shifted } from '../times/find-shifted.ts';
import { type Check, type Finding, ok, warning } from './check.ts';

const NAME = 'times';

/** Checks whether times were stored in the database's time zone. Older releases let the session choose the zone. */
export const times: Check = {
  name: NAME,
  run: async ({ settings, database }) => {
    const found = await findShifted(database());
    return timesFindings(found, await defaultTimeZone(settings.databaseUrl()));
  },
};

/** @param zone the zone of a session that does not set one */
export function timesFindings({ events, isAll, shifted }: Found, zone: string): Finding[] {
  const looked = `${isAll ? '' : 'a sample of '}${events} events`;
  const ofEvents = shifted.filter(({ of }) => of === 'events');
  const derived = shifted.filter(({ of }) => of === 'derived');
  const isUtc = UTC.has(zone);
  if (shifted.length === 0) {
    const others = isUtc ? '' : `; the database's time zone is ${zone}, but Payspool's sessions use UTC`;
    return [ok(NAME, `the stored times of ${looked} match their content${others}`)];
  }
  const wrong = [
    ...(ofEvents.length > 0 ? [`${sum(ofEvents)} of ${looked} are stored ${offsets(ofEvents)}`] : []),
    ...(derived.length > 0
      ? [`rows of ${sum(derived)} purchases and subscriptions are stored ${offsets(derived)}`]
      : []),
  ];
  const named = isUtc ? '<the time zone that the database had then>' : zone;
  const repair =
    ofEvents.length > 0 ? `run \`payspool repair-times --zone ${named} --apply\`, then ` : 'run ';
  return [warning(NAME, wrong.join('; '), `${repair}\`payspool rebuild --apply\` (docs/troubleshooting.md)`)];
}

const sum = (shifted: readonly Shifted[]): number => shifted.reduce((total, { count }) => total + count, 0);

const offsets = (shifted: readonly Shifted[]): string =>
  [...new Set(shifted.map(({ offsetMs }) => describeOffset(offsetMs)))].join(', ');

const UTC: ReadonlySet<string> = new Set([
  'UTC',
  'Etc/UTC',
  'GMT',
  'Etc/GMT',
  'Zulu',
  'Etc/Zulu',
  'UCT',
  'Etc/UCT',
]);
