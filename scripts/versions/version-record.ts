import { unreadableVersions, type VersionedFormat } from '../../packages/events/src/index.ts';

/** Fingerprints of the schemas of every version: by version, then by name. */
export type VersionRecord = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A family of stored forms that share a version. */
export interface VersionedForms {
  /** As a sentence has it: `payload of order.paid`. */
  readonly called: (name: string) => string;
  /** Where the version is: `PAYLOAD_VERSION in packages/events/src/topics.ts`. */
  readonly version: string;
  /** Where upgrades are: `packages/events/src/payload-upgrades.ts`. */
  readonly upgrades: string;
  readonly format: VersionedFormat;
  /** Fingerprints of the schemas as they are now, by name. */
  readonly schemas: Readonly<Record<string, string>>;
}

export const RECORD_COMMAND = '`pnpm versions`';

/** What makes stored forms unreadable, or would go unnoticed: a sentence each. */
export function checkVersions(forms: VersionedForms, record: VersionRecord): string[] {
  const { version, upgrades, format } = forms;
  const { current } = format;
  const unreadable = unreadableVersions(format).map(
    (from) => `Nothing reads what is stored in version ${from}: add an upgrade from ${from} to ${upgrades}.`,
  );
  const highest = Math.max(0, ...Object.keys(record).map(Number));
  if (highest > current)
    return [
      ...unreadable,
      `${version} is ${current}, and ${highest} is on record: a version never goes down.`,
    ];
  if (record[current] === undefined)
    return [...unreadable, `${version} is ${current}, which is not on record: run ${RECORD_COMMAND}.`];
  return [...unreadable, ...changedForms(forms, record), ...newForms(forms, record)];
}

/** What is on record for the current version and is not so any more. */
function changedForms(
  { called, version, upgrades, format, schemas }: VersionedForms,
  record: VersionRecord,
): string[] {
  const { current } = format;
  const recorded = Object.entries(record[current] ?? {});
  const gone = recorded.filter(([name]) => schemas[name] === undefined).map(([name]) => called(name));
  const other = recorded
    .filter(([name, schema]) => schemas[name] !== undefined && schemas[name] !== schema)
    .map(([name]) => called(name));
  return [
    ...sentence(gone, 'gone: what is stored of it cannot be read any more. Keep its schema.', ['is', 'are']),
    ...sentence(
      other,
      `another schema than ${version} ${current} has on record: raise the version, and add an upgrade from ${current} to ${upgrades}.`,
      ['has', 'have'],
    ),
  ];
}

const newForms = ({ called, format, schemas }: VersionedForms, record: VersionRecord): string[] =>
  sentence(
    Object.keys(schemas)
      .filter((name) => record[format.current]?.[name] === undefined)
      .map(called),
    `new, and not on record: run ${RECORD_COMMAND}.`,
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
 * The record with the current version in it. What a version has on record stays: `unreleased` says that nothing of the current version can be stored
 * anywhere yet, and lets it be written anew.
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
