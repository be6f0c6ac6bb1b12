import type { Filter, Matches } from '../filter/index.ts';
import type { ListedEvent, ListedRow } from './list-events.ts';

/** An event that the tail has read, with what a filter may ask about. */
export type TailedEvent = ListedEvent & Pick<ListedRow, 'facts'>;

type Value = string | Date | number | null;

/** The values of each key of `EVENT_LIST`. An order or a customer is known by what the event itself names. */
const VALUES: Readonly<Record<string, (event: TailedEvent) => readonly Value[]>> = {
  status: ({ status }) => [status],
  provider: ({ provider }) => [provider],
  account: ({ account }) => [account],
  type: ({ type }) => [type],
  source: ({ source }) => [source],
  mode: ({ mode }) => [mode],
  received: ({ receivedAt }) => [receivedAt],
  occurred: ({ occurredAt }) => [occurredAt],
  late: ({ receivedAt, occurredAt }) => [occurredAt && receivedAt.getTime() - occurredAt.getTime()],
  order: ({ facts, changes }) => [...refsIn(facts), ...changes.map(({ ref }) => ref)],
  customer: ({ facts }) => [textOf(facts?.['customerRef'])],
  id: ({ eventKey }) => [eventKey],
  error: ({ error }) => [error],
};

/** Whether an event matches a filter of `EVENT_LIST`, as its condition in SQL does. */
export const matchesEvent = ({ list, terms }: Filter, event: TailedEvent): boolean =>
  terms.every(({ key, matches, isNegative, isDefault }) => {
    // The span that the list adds is about the past, and the tail goes on.
    if (isDefault) return true;
    const isPart = list.keys[key]?.kind === 'text';
    const values = VALUES[key]?.(event) ?? [];
    return values.some((value) => matchesValue(matches, value, isPart)) !== isNegative;
  });

function matchesValue({ texts, prefixes, spans }: Matches, value: Value, isPart: boolean): boolean {
  if (value === null) return false;
  if (typeof value === 'string') {
    const isSame = (text: string) =>
      isPart ? value.toLowerCase().includes(text.toLowerCase()) : value === text;
    return texts.some(isSame) || prefixes.some((prefix) => value.startsWith(prefix));
  }
  return spans.some(
    ({ from, above, to, below }) =>
      (from === undefined || value >= from) &&
      (above === undefined || value > above) &&
      (to === undefined || value <= to) &&
      (below === undefined || value < below),
  );
}

const refsIn = (facts: ListedRow['facts']): Value[] =>
  Object.entries(facts ?? {}).flatMap(([name, value]) =>
    name.endsWith('Ref') && name !== 'customerRef' ? [textOf(value)] : [],
  );

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
