import { parseEvents } from '@payspool/events';
import { sentenceOf } from '../meaning/index.ts';

/** What stored canonical events mean, one sentence each; of events that this release cannot read, only their types. */
export function meaningOf(canonical: readonly Readonly<Record<string, unknown>>[]): string[] {
  try {
    return parseEvents(canonical).map(sentenceOf);
  } catch {
    return canonical.map(
      ({ type }) => `${String(type)} (stored by another release, which this one cannot read).`,
    );
  }
}
