import { RECORD_COMMAND } from './version-record.ts';

/** Fingerprints of one recorded lifecycle. */
export interface FoldResult {
  /** The input: the canonical events. */
  readonly events: string;
  /** The rows that the fold makes from them. */
  readonly rows: string;
  /** The saved state with which the fold continues, with the rows. */
  readonly state: string;
  /** The aspects of those rows, in which the published state is stored. */
  readonly aspects: string;
}

export interface FoldRecord {
  readonly foldVersion: number;
  readonly publishedVersion: number;
  /** By the lifecycle's name. */
  readonly results: Readonly<Record<string, FoldResult>>;
}

export const NO_FOLDS: FoldRecord = { foldVersion: 0, publishedVersion: 0, results: {} };

/**
 * Checks whether the fold has the same results for the recorded lifecycles as when its version was recorded. A lifecycle whose
 * events have changed (the provider reads its bodies differently, or the test was changed) says nothing about the fold and must
 * be recorded again.
 */
export function checkFold(now: FoldRecord, record: FoldRecord): string[] {
  const wrong = [...loweredVersions(now, record), ...changedResults(now, record)];
  if (wrong.length > 0) return wrong;
  const stale =
    now.foldVersion !== record.foldVersion ||
    now.publishedVersion !== record.publishedVersion ||
    JSON.stringify(now.results) !== JSON.stringify(record.results);
  return stale
    ? [
        `The lifecycles, FOLD_VERSION or PUBLISHED_VERSION differ from the recorded ones: run ${RECORD_COMMAND}.`,
      ]
    : [];
}

/** `unreleased`: no release has written these versions, so they are replaced. */
export function recordFold(
  now: FoldRecord,
  record: FoldRecord,
  { unreleased }: { readonly unreleased: boolean },
): { readonly record: FoldRecord; readonly refused: readonly string[] } {
  const refused = [...loweredVersions(now, record), ...(unreleased ? [] : changedResults(now, record))];
  return refused.length > 0 ? { record, refused } : { record: now, refused };
}

const loweredVersions = (now: FoldRecord, record: FoldRecord): string[] =>
  (['foldVersion', 'publishedVersion'] as const)
    .filter((version) => now[version] < record[version])
    .map(
      (version) =>
        `${version === 'foldVersion' ? 'FOLD_VERSION' : 'PUBLISHED_VERSION'} is ${now[version]}, but ${record[version]} is recorded: a version never decreases.`,
    );

/** Lifecycles with the same events and version, but another result. */
function changedResults(now: FoldRecord, record: FoldRecord): string[] {
  const same = Object.entries(record.results).flatMap(([name, before]) => {
    const after = now.results[name];
    return after?.events === before.events ? [{ name, before, after }] : [];
  });
  const folded = same.filter(
    ({ before, after }) => before.rows !== after.rows || before.state !== after.state,
  );
  // Changed rows also change the aspects; this is a new state, not a new meaning of the published state.
  const changed = same.filter(
    ({ before, after }) => before.rows === after.rows && before.aspects !== after.aspects,
  );
  return [
    ...(now.foldVersion === record.foldVersion && folded.length > 0
      ? [
          `The fold has another result for ${countOf(folded)} than recorded for FOLD_VERSION ${now.foldVersion}: increase it (packages/projection/src/fold/fold.ts), so that stored events are folded again.`,
        ]
      : []),
    ...(now.publishedVersion === record.publishedVersion && changed.length > 0
      ? [
          `The aspects of the same rows have other names or values in ${countOf(changed)} than recorded for PUBLISHED_VERSION ${now.publishedVersion}: increase it, and add an upgrade (packages/projection/src/publish/published-upgrades.ts), so that nothing is published twice.`,
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
