import type { Declarations, LabelsOf, NamesOf } from './declare.ts';

/** What was read at a scrape: for each metric its values, with their labels. */
export type Readings<D extends Declarations> = {
  readonly [Name in NamesOf<D, 'gauge' | 'counter'>]?: readonly Reading<LabelsOf<D[Name]>>[];
};

/** The same of whatever declarations. */
export type AnyReadings = { readonly [name: string]: readonly Reading[] | undefined };

type Reading<Labels = Readonly<Record<string, string>>> = readonly [Labels, number];
