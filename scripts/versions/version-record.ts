import { unreadableVersions, type VersionedFormat } from '../../packages/events/src/index.ts';

/** Fingerprints of the schemas of every version: by version, then by name. */
export type VersionRecord = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A family of stored forms that share a version. */
export interface VersionedForms {
  /** Its name in messages: `payload of order.paid`. */
  readonly label: (name: string) => string;
  /** The place of the version: `PAYLOAD_VERSION in packages/events/src/topics.ts`. */
  readonly version: string;
  /** The place of the upgrades: `packages/events/src/payload-upgrades.ts`. */
  readonly upgrades: string;
  readonly format: VersionedFormat;
  /** Fingerprints of the present schemas, by name. */
  readonly schemas: Readonly<Record<string, string>>;
}

export const RECORD_COMMAND = '`pnpm versions`';

/** Changes that make stored data unreadable or are not recorded: one sentence each. */
export function checkVersions(forms: VersionedForms, record: VersionRecord): string[] {
  const { version, upgrades, format } = forms;
  const { current } = format;
  const unreadable = unreadableVersions(format).map(
    (from) => `No upgrade reads version ${from}: add an upgrade from ${from} to ${upgrades}.`,
  );
  const highest = Math.max(0, ...Object.keys(record).map(Number));
  if (highest > current)
    return [
      ...unreadable,
      `${version} is ${current}, but ${highest} is recorded: a version never decreases.`,
    ];
  if (record[current] === undefined)
    return [...unreadable, `${version} is ${current}, which is not recorded: run ${RECORD_COMMAND}.`];
  return [...unreadable, ...changedForms(forms, record), ...newForms(forms, record)];
}

/** The recorded schemas of the current version that have changed. */
function changedForms(
  { label, version, upgrades, format, schemas }: VersionedForms,
  record: VersionRecord,
): string[] {
  const { current } = format;
  const recorded = Object.entries(record[current] ?? {});
  const gone = recorded.filter(([name]) => schemas[name] === undefined).map(([name]) => label(name));
  const other = recorded
    .filter(([name, schema]) => schemas[name] !== undefined && schemas[name] !== schema)
    .map(([name]) => label(name));
  return [
    ...sentence(gone, 'missing: its stored data can no longer be read. Keep its schema.', ['is', 'are']),
    ...sentence(
      other,
      `a different schema than recorded for ${version} ${current}: increase the version, and add an upgrade from ${current} to ${upgrades}.`,
      ['has', 'have'],
    ),
  ];
}

const newForms = ({ label, format, schemas }: VersionedForms, record: VersionRecord): string[] =>
  sentence(
    Object.keys(schemas)
      .filter((name) => record[format.current]?.[name] === undefined)
      .map(label),
    `new and not recorded: run ${RECORD_COMMAND}.`,
    ['is', 'are'],
  );

/** One sentence about all of them, or none. */
function sentence(
  [first, ...others]: readonly string[],
  what: string,
  [one, several]: readonly [string, string],
): string[] {
  if (first === undefined) return [];
  if (others.length === 0) return [`The ${first} ${one} ${what}`];
  const rest = others.length === 1 ? '1 other' : `${others.length} others`;
  return [`The ${first} and ${rest} ${several} ${what}`];
}

/**
 * The record with the current version. Recorded versions are not changed; with `unreleased`, no release has written the current
 * version, and it is replaced.
 */
export function recordVersions(
  forms: VersionedForms,
  record: VersionRecord,
  { unreleased }: { readonly unreleased: boolean },
): { readonly record: VersionRecord; readonly refused: readonly string[] } {
  const { current } = forms.format;
  const highest = Math.max(0, ...Object.keys(record).map(Number));
  const refused =
    highest > current ? checkVersions(forms, record) : unreleased ? [] : changedForms(forms, record);
  if (refused.length > 0) return { record, refused };
  return { record: { ...record, [current]: forms.schemas }, refused };
}
