import type { Replayed } from '@payspool/projection';
import type { Journal } from '../operations/operation-kind.ts';
import type { StoredEvent } from './event-filter.ts';

export type NamedRow = Pick<StoredEvent, 'provider' | 'account' | 'eventKey' | 'type'>;

/** A row that an attempt at the step has replayed, as the journal has it. */
export interface JournaledRow {
  readonly event: NamedRow;
  readonly replayed: Replayed;
  /** The filter selected it; otherwise it is a part of a delivery that was selected. */
  readonly isChosen: boolean;
}

/** A replay may move a row to another account of its provider, so its name has no account. */
export const nameOfRow = ({ provider, eventKey }: Pick<NamedRow, 'provider' | 'eventKey'>): string =>
  `${provider} ${eventKey}`;

export const journaledRow = (
  journal: Journal | undefined,
  row: Pick<NamedRow, 'provider' | 'eventKey'>,
): JournaledRow | undefined => journal?.entries.get(nameOfRow(row)) as JournaledRow | undefined;
