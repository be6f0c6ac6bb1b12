import type { SubjectKind } from '@payspool/events';

/** The value of each aspect, published or current, by its name. */
export type AspectValues = Readonly<Record<string, string>>;

/**
 * Turns published values of one version into values of the next version. `now` has the current values. A value that the older version did
 * not have is taken from `now` if every payload contained it, so that it is not published again; otherwise it is left out, so that it is
 * published.
 */
type PublishedUpgrade = (published: AspectValues, now: AspectValues) => AspectValues;

interface PublishedVersions {
  readonly current: number;
  /** By the version from which an upgrade starts. */
  readonly upgrades: Readonly<Record<number, Partial<Readonly<Record<SubjectKind, PublishedUpgrade>>>>>;
}

/**
 * Increases when an aspect gets another name, or its values another meaning (`fold/aspects`). A new aspect alone needs no new version: it
 * is published.
 */
export const PUBLISHED_VERSION = 1;

/**
 * Upgrades the published values of a subject to the current version. Those of a subject that was never published, or was withdrawn, stay
 * empty.
 */
export const createPublishedUpgrade =
  ({ current, upgrades }: PublishedVersions) =>
  (
    kind: SubjectKind,
    { version, values }: { readonly version: number; readonly values: AspectValues },
    now: AspectValues,
  ): AspectValues => {
    if (Object.keys(values).length === 0) return values;
    let raised = values;
    for (let from = version; from < current; from += 1)
      raised = upgrades[from]?.[kind]?.(raised, now) ?? raised;
    return raised;
  };

export const upgradePublished = createPublishedUpgrade({ current: PUBLISHED_VERSION, upgrades: {} });
