import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../fold/history.ts';
import { foldAll } from '../fold/fold.ts';
import { createPublishedIndex, type PublishedIndex } from '../publish/published-index.ts';
import { createFoldMemory, type FoldMemory, type RememberedFold } from './fold-memory.ts';
import { finish } from '../slices.ts';

const noIndex = (): PublishedIndex => {
  const publishedIndex = finish(createPublishedIndex([], { isRemade: false }));
  if (!publishedIndex) throw new Error('nothing has one name twice');
  return publishedIndex;
};

/** A fold with a number of events, whose content is not used. */
const foldOf = (id: bigint, events: number, revision = 1): RememberedFold => ({
  id,
  revision,
  saved: foldAll([]).saved,
  publishedIndex: noIndex(),
  history: Array.from<RecordedEvent>({ length: events }),
  mark: 'mark',
  last: { id: BigInt(events), eventKey: `event_${events}` },
});

function keep(memory: FoldMemory, fold: RememberedFold): void {
  const lease = memory.lease();
  lease.keep(fold);
  lease.end(true);
}

async function revisionOf(memory: FoldMemory, id: bigint): Promise<number | undefined> {
  const lease = memory.lease();
  const fold = await lease.take(id);
  if (fold) lease.keep(fold);
  lease.end(true);
  return fold?.revision;
}

describe('the folds in the memory of a process', () => {
  it('are kept after the commit of their transaction, and not after a rollback', async () => {
    const memory = createFoldMemory();
    const rolledBack = memory.lease();
    rolledBack.keep(foldOf(1n, 10));
    rolledBack.end(false);
    expect(await revisionOf(memory, 1n)).toBeUndefined();
    keep(memory, foldOf(1n, 10));
    expect(await revisionOf(memory, 1n)).toBe(1);
  });

  it('do not include a fold that a transaction took and did not keep', async () => {
    const memory = createFoldMemory();
    keep(memory, foldOf(1n, 10));
    const failed = memory.lease();
    await failed.take(1n);
    failed.end(false);
    expect(await revisionOf(memory, 1n)).toBeUndefined();
  });

  it('are those that were used last, up to a number of events, and at least one', async () => {
    // Each fold counts as its events and four more.
    const memory = createFoldMemory(120);
    for (const id of [1n, 2n]) keep(memory, foldOf(id, 50));
    await revisionOf(memory, 1n);
    keep(memory, foldOf(3n, 50));
    expect(await revisionOf(memory, 2n)).toBeUndefined();
    expect(await revisionOf(memory, 1n)).toBe(1);
    keep(memory, foldOf(4n, 1000));
    expect(await revisionOf(memory, 4n)).toBe(1);
    expect(await revisionOf(memory, 1n)).toBeUndefined();
    expect(await revisionOf(memory, 3n)).toBeUndefined();
  });

  it('are not given to a transaction that has ended', async () => {
    const memory = createFoldMemory();
    keep(memory, foldOf(1n, 10));
    const late = memory.lease();
    late.end(false);
    await expect(late.take(1n)).rejects.toThrow('the transaction has ended');
    expect(await revisionOf(memory, 1n)).toBe(1);
  });

  it('are used by one transaction at a time, and the next one gets the result of the first', async () => {
    const memory = createFoldMemory();
    keep(memory, foldOf(1n, 10));
    const [first, second] = [memory.lease(), memory.lease()];
    await first.take(1n);
    const waiting = second.take(1n);
    first.keep(foldOf(1n, 11, 2));
    first.end(true);
    expect((await waiting)?.revision).toBe(2);
    second.end(false);
  });
});
