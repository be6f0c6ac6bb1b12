import { RECORD_COMMAND } from './version-record.ts';

/** Fingerprints of one recorded lifecycle. */
export interface FoldResult {
  /** What is folded: the canonical events. */
  readonly events: string;
  /** The rows that the fold makes of them. */
  readonly rows: string;
  /** The state that it keeps to go on from, with the rows. */
  readonly state: string;
  /** Where the facets of those rows stand: what was published is kept in them. */
  readonly facets: string;
}

export interface FoldRecord {
  readonly foldVersion: number;
  readonly toldVersion: number;
  /** By the lifecycle's name. */
  readonly results: Readonly<Record<string, FoldResult>>;
}

export const NO_FOLDS: FoldRecord = { foldVersion: 0, toldVersion: 0, results: {} };

/**
 * Whether the fold makes of the recorded lifecycles what it made when its version was recorded. A lifecycle whose events are others
 * now (the provider reads its bodies differently, or the test was changed) says nothing of the fold, and is to be recorded again.
 */
export function checkFold(now: FoldRecord, record: FoldRecord): string[] {
  const wrong = [...loweredVersions(now, record), ...changedResults(now, record)];
  if (wrong.length > 0) return wrong;
  const stale =
    now.foldVersion !== record.foldVersion ||
    now.toldVersion !== record.toldVersion ||
    JSON.stringify(now.results) !== JSON.stringify(record.results);
  return stale
    ? [
        `The recorded lifecycles, FOLD_VERSION or TOLD_VERSION are others than those on record: run ${RECORD_COMMAND}.`,
      ]
    : [];
}

/** `unreleased`: nothing of these versions can be stored anywhere yet, and they are written anew. */
export function recordFold(
  now: FoldRecord,
  record: FoldRecord,
  { unreleased }: { readonly unreleased: boolean },
): { readonly record: FoldRecord; readonly refused: readonly string[] } {
  const refused = [...loweredVersions(now, record), ...(unreleased ? [] : changedResults(now, record))];
  return refused.length > 0 ? { record, refused } : { record: now, refused };
}

const loweredVersions = (now: FoldRecord, record: FoldRecord): string[] =>
  (['foldVersion', 'toldVersion'] as const)
    .filter((version) => now[version] < record[version])
    .map(
      (version) =>
        `${version === 'foldVersion' ? 'FOLD_VERSION' : 'TOLD_VERSION'} is ${now[version]}, and ${record[version]} is on record: a version never goes down.`,
    );

/** Lifecycles of the same events of which something else comes out, under the same version. */
function changedResults(now: FoldRecord, record: FoldRecord): string[] {
  const same = Object.entries(record.results).flatMap(([name, before]) => {
    const after = now.results[name];
    return after?.events === before.events ? [{ name, before, after }] : [];
  });
  const folded = same.filter(
    ({ before, after }) => before.rows !== after.rows || before.state !== after.state,
  );
  // Other rows stand elsewhere on the same facets: that is news, and no other meaning of what was told.
  const told = same.filter(
    ({ before, after }) => before.rows === after.rows && before.facets !== after.facets,
  );
  return [
    ...(now.foldVersion === record.foldVersion && folded.length > 0
      ? [
          `The fold makes something else of ${countOf(folded)} than FOLD_VERSION ${now.foldVersion} has on record: raise it (packages/projection/src/fold/fold.ts), so that what is stored is folded again.`,
        ]
      : []),
    ...(now.toldVersion === record.toldVersion && told.length > 0
      ? [
          `The facets of the same rows have other names or values in ${countOf(told)} than TOLD_VERSION ${now.toldVersion} has on record: raise it, and add an upgrade (packages/projection/src/tell/told-upgrades.ts), so that nothing is published twice.`,
        ]
      : []),
  ];
}

function countOf(lifecycles: readonly { readonly name: string }[]): string {
  const [first] = lifecycles;
  const others = lifecycles.length - 1;
  const rest = others === 0 ? '' : ` and ${others} other${others === 1 ? '' : 's'}`;
  return `“${first?.name ?? ''}”${rest}`;
}
