import {
  countKey,
  durationKey,
  type Filter,
  type FilteredList,
  type Matches,
  textKey,
  timeKey,
  wordKey,
} from '../filter/index.ts';

/** What is known of a refused delivery, for a filter. The list is in the queue's store and not in the database. */
export interface FilteredRefusal {
  readonly at: Date;
  readonly provider: string;
  readonly account: string;
  readonly code: string;
  readonly why: string;
  readonly source?: string | undefined;
  readonly bytes: number;
  readonly headers: readonly string[];
  readonly signedAt?: Date | undefined;
}

/** The keys of `payspool refusals list` and `/refusals`. Their conditions are checked in memory. */
export const REFUSAL_LIST: FilteredList = {
  name: 'refusals',
  keys: {
    provider: wordKey({ column: 'provider', help: 'Slug of the provider.' }),
    account: wordKey({ column: 'account', help: 'Account of the route.' }),
    code: wordKey({ column: 'code', help: 'Why it was refused: `signature_mismatch`, `timestamp_*`.' }),
    source: wordKey({ column: 'source', help: 'Address of the sender, `192.0.2.*`.' }),
    header: wordKey({ column: 'header', help: 'Name of a header that was there.' }),
    bytes: countKey({ column: 'bytes', help: 'Size of the body: `>1000`.' }),
    off: durationKey({ column: 'off', help: 'How far the signed time was from the arrival: `>5m`.' }),
    at: timeKey({ column: 'at', help: 'When it arrived: `24h`.' }),
    why: textKey({ column: 'why', help: 'A part of the explanation.' }),
  },
};

type Value = string | bigint | number | Date | undefined;

const VALUES: Readonly<Record<string, (refusal: FilteredRefusal) => readonly Value[]>> = {
  provider: ({ provider }) => [provider],
  account: ({ account }) => [account],
  code: ({ code }) => [code],
  source: ({ source }) => [source],
  header: ({ headers }) => headers,
  bytes: ({ bytes }) => [BigInt(bytes)],
  off: ({ at, signedAt }) => [signedAt && Math.abs(at.getTime() - signedAt.getTime())],
  at: ({ at }) => [at],
  why: ({ why }) => [why],
};

/** Whether a refused delivery matches every term of a filter of `REFUSAL_LIST`. */
export const matchesRefusal = ({ list, terms }: Filter, refusal: FilteredRefusal): boolean =>
  terms.every(({ key, matches, isNegative }) => {
    const values = VALUES[key]?.(refusal) ?? [];
    const isPart = list.keys[key]?.kind === 'text';
    return values.some((value) => matchesValue(matches, value, isPart)) !== isNegative;
  });

function matchesValue({ texts, prefixes, spans }: Matches, value: Value, isPart: boolean): boolean {
  if (value === undefined) return false;
  if (typeof value === 'string')
    return (
      texts.some((text) => (isPart ? value.toLowerCase().includes(text.toLowerCase()) : value === text)) ||
      prefixes.some((prefix) => value.startsWith(prefix))
    );
  return spans.some(
    ({ from, above, to, below }) =>
      (from === undefined || value >= from) &&
      (above === undefined || value > above) &&
      (to === undefined || value <= to) &&
      (below === undefined || value < below),
  );
}
