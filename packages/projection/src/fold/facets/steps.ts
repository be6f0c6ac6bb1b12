import type { RecordedEvent } from '../history.ts';
import { facetKey, type Standing } from './standings.ts';

/** One move of one facet, as the history has it. */
export interface Step {
  /** Place among all steps of the fold, or `BEFOREHAND`. */
  readonly place: number;
  readonly value: string;
  readonly at: string;
  readonly eventKey: string;
}

/** Where a fold that goes on found a facet: no move that it has seen, but where later ones depart from. Its time and its event are not known. */
export const BEFOREHAND = -1;

/** The moves of every facet in the order of the history, by `facetKey`. */
export type Steps = ReadonlyMap<string, readonly Step[]>;

/** Notes, after each event, which facets it moved. `before` is where they stood at the start. */
export function createStepLog(before: readonly Standing[]) {
  const latest = new Map<string, string>();
  const steps = new Map<string, Step[]>();
  let place = 0;
  for (const { key, value } of entriesOf(before)) {
    latest.set(key, value);
    if (value !== '') steps.set(key, [{ place: BEFOREHAND, value, at: '', eventKey: '' }]);
  }
  return {
    steps: steps as Steps,
    note({ eventKey, event }: RecordedEvent, standings: readonly Standing[]): void {
      for (const { key, value } of entriesOf(standings)) {
        if ((latest.get(key) ?? '') === value) continue;
        latest.set(key, value);
        const step = { place: place++, value, at: event.occurredAt, eventKey };
        const moves = steps.get(key);
        if (moves) moves.push(step);
        else steps.set(key, [step]);
      }
    },
  };
}

const entriesOf = (standings: readonly Standing[]) =>
  standings.flatMap(({ kind, ref, facets }) =>
    facets.map(({ name, value }) => ({ key: facetKey(kind, ref, name), value })),
  );
