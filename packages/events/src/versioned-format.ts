/** A stored JSON object, before its schema has read it. */
export type StoredRecord = Readonly<Record<string, unknown>>;

/**
 * Upgrades stored data of one version to the next version. It is a pure function. The stored data may be invalid: it does not
 * change a part that does not match its version, and the schema of the current version then refuses the whole.
 */
export type Upgrade = (stored: StoredRecord) => StoredRecord;

/** A stored form with versions: the field of the version, the version that this release writes, and an upgrade for every older one. */
export interface VersionedFormat {
  readonly field: 'version' | 'v';
  readonly current: number;
  /** By the version from which an upgrade starts: `1` upgrades to 2. */
  readonly upgrades: Readonly<Record<number, Upgrade>>;
}

/** Returns the version of the data if only a newer release knows it; a worker of that release can read it. */
export function newerVersion(stored: unknown, { field, current }: VersionedFormat): number | undefined {
  const version = versionOf(stored, field);
  return version !== undefined && version > current ? version : undefined;
}

/**
 * Upgrades stored data of an older version step by step to the current version. It returns the data unchanged if it has no
 * version, a newer one, or one without a chain of upgrades; the schema of the current version then refuses it.
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

/** The versions before the current one, from 1, that no chain of upgrades can read. */
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
