/** A stored JSON object, before its schema has read it. */
export type StoredRecord = Readonly<Record<string, unknown>>;

/**
 * Raises what a release wrote in one version to the next version. Pure. It is given whatever is stored: where a part is not what its
 * version says it leaves that part alone, and the schema of the current version refuses the whole.
 */
export type Upgrade = (stored: StoredRecord) => StoredRecord;

/** A stored form that evolves: where it names its version, the version that this release writes, and an upgrade for every older one. */
export interface VersionedFormat {
  readonly field: 'version' | 'v';
  readonly current: number;
  /** By the version that an upgrade starts from: `1` raises to 2. */
  readonly upgrades: Readonly<Record<number, Upgrade>>;
}

/** The version that is named, where it is one that only a newer release knows: a worker of that release can read it. */
export function newerVersion(stored: unknown, { field, current }: VersionedFormat): number | undefined {
  const version = versionOf(stored, field);
  return version !== undefined && version > current ? version : undefined;
}

/**
 * What is stored in any older version, raised to the current one step by step. Returned as it is where it names no version, a newer one, or
 * one from which no chain of upgrades leads on: the schema of the current version refuses it.
 */
export function raiseToCurrent(stored: unknown, { field, current, upgrades }: VersionedFormat): unknown {
  const version = versionOf(stored, field);
  if (version === undefined || version > current) return stored;
  let raised = stored as StoredRecord;
  for (let from = version; from < current; from += 1) {
    const upgrade = upgrades[from];
    if (!upgrade) return stored;
    raised = { ...upgrade(raised), [field]: from + 1 };
  }
  return raised;
}

/** The versions before the current one that no chain of upgrades can read, from 1. */
export const unreadableVersions = ({ current, upgrades }: VersionedFormat): number[] =>
  Array.from({ length: current - 1 }, (_, index) => index + 1).filter((version) => !upgrades[version]);

function versionOf(stored: unknown, field: string): number | undefined {
  if (!isRecord(stored)) return undefined;
  const version = stored[field];
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : undefined;
}

/** Whether a stored part is a JSON object. */
export const isRecord = (value: unknown): value is StoredRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
