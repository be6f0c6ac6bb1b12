import { serializeEvents } from '../../packages/events/src/index.ts';
import { snapshotsOf } from '../../packages/projection/src/fold/aspects/snapshots.ts';
import { FOLD_VERSION, foldAll } from '../../packages/projection/src/fold/fold.ts';
import { encodeFold } from '../../packages/projection/src/fold/saved-fold.ts';
import { PUBLISHED_VERSION } from '../../packages/projection/src/publish/published-upgrades.ts';
import { HISTORIES } from '../../packages/projection/test/histories/index.ts';
import { rowsText, textOf } from '../../packages/projection/test/proof/fold-on.ts';
import { LIFECYCLES } from '../../packages/projection/test/proof/lifecycles/index.ts';
import type { RecordedEvent } from '../../packages/projection/src/index.ts';
import type { FoldRecord } from './fold-record.ts';
import { fingerprint } from './stored-schema.ts';

/** Folds every recorded lifecycle and history once, in the order in which the events happened. */
export function foldResults(): FoldRecord {
  const lifecycles = Object.entries(LIFECYCLES).flatMap(([provider, of]) =>
    of.map(({ name, deliveries }) => ({
      name: `${provider}: ${name}`,
      events: deliveries.flatMap(({ events }) => events),
    })),
  );
  const named = [...lifecycles, ...HISTORIES].map(({ name, events }) => [name, resultOf(events)] as const);
  return {
    foldVersion: FOLD_VERSION,
    publishedVersion: PUBLISHED_VERSION,
    results: Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** After the last possible event of a history, when everything that ends by time has ended. */
const LONG_AFTER = '2100-01-01T00:00:00.000Z';

function resultOf(recorded: readonly RecordedEvent[]) {
  const { rows, saved } = foldAll(recorded);
  const aspects = [undefined, LONG_AFTER].flatMap((now) =>
    snapshotsOf(rows, now).map(({ kind, ref, aspects: of }) => [
      kind,
      ref,
      of.map(({ name, value }) => [name, value]),
    ]),
  );
  const events = recorded.map(({ eventKey, index, event }) => [eventKey, index, ...serializeEvents([event])]);
  return {
    events: fingerprint(JSON.stringify(events)),
    rows: fingerprint(rowsText(rows)),
    state: fingerprint(textOf({ rows, state: encodeFold(saved) }).replace(/^\d+ /, '')),
    aspects: fingerprint(JSON.stringify(aspects)),
  };
}
