import { backfill } from '../backfill/backfill.ts';
import { erase } from '../erase/erase.ts';
import { rebuildRows } from '../rebuild/rebuild-rows.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { replay } from '../replay/replay.ts';
import { react } from '../react/react.ts';
import { retry } from '../retry/retry.ts';
import type { OperationKindName } from '../request/names.ts';
import { runnable, type RunnableKind } from './operation-kind.ts';

/** Every kind of operation. A new kind is added here, in `OPERATION_KINDS`, and as a command. */
const KINDS: { readonly [Name in OperationKindName]: RunnableKind } = {
  retry: runnable(retry),
  replay: runnable(replay),
  rebuild: runnable(rebuildRows),
  reconcile: runnable(reconcile),
  react: runnable(react),
  backfill: runnable(backfill),
  erase: runnable(erase),
};

/** @throws if this release does not know the kind */
export function findKind(name: string): RunnableKind {
  const kind = Object.values(KINDS).find((known) => known.name === name);
  if (kind) return kind;
  throw new Error(`this release does not know operations of the kind ${name}`);
}
