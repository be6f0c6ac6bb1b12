import type { Database } from '@payspool/db';

/** Keeps every worker from recording an event until what it resolves with is called. */
export async function holdEvents(db: Database): Promise<() => Promise<void>> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let locked: () => void = () => undefined;
  const isLocked = new Promise<void>((resolve) => (locked = resolve));
  const holding = db.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE`;
      locked();
      await held;
    },
    { timeout: 60_000 },
  );
  await Promise.race([isLocked, holding]);
  return async () => {
    release();
    await holding;
  };
}
