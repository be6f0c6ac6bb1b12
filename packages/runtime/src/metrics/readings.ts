import type { Declarations, LabelsOf, NamesOf } from './declare.ts';

/** The values of each metric that were read at a scrape, with their labels. */
export type Readings<D extends Declarations> = {
  readonly [Name in NamesOf<D, 'gauge' | 'counter'>]?: readonly Reading<LabelsOf<D[Name]>>[];
};

/** The readings of any declarations. */
export type AnyReadings = { readonly [name: string]: readonly Reading[] | undefined };

type Reading<Labels = Readonly<Record<string, string>>> = readonly [Labels, number];
