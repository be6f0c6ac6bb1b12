import type { RunOptions } from '../src/index.ts';

/** Runs as a process that dies after so many exchanges with the database, the queue and the API: nothing works from then on. */
export function mortal(options: RunOptions, exchanges: number): RunOptions {
  let left = exchanges;
  const dies =
    <Args extends unknown[], Result>(work: (...args: Args) => PromiseLike<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (left <= 0) throw new Error('the process is dead');
      const result = await work(...args);
      left -= 1;
      if (left <= 0) throw new Error('the process is dead');
      return result;
    };
  const { db, queue, io } = options;
  const raw = db as unknown as Record<string, (...args: unknown[]) => PromiseLike<unknown>>;
  const guarded = new Map(
    ['$queryRaw', '$executeRaw', '$transaction'].map((name) => [
      name,
      dies((...args: unknown[]) => raw[name]?.(...args) as PromiseLike<unknown>),
    ]),
  );
  return {
    ...options,
    db: new Proxy(db, {
      get: (target, name, receiver) =>
        guarded.get(String(name)) ?? (Reflect.get(target, name, receiver) as unknown),
    }),
    queue: {
      enqueue: dies(queue.enqueue),
      retryFailed: dies(queue.retryFailed),
      find: dies(queue.find),
      depth: dies(queue.depth),
      oldestWaitingMs: dies(queue.oldestWaitingMs),
    },
    io: { now: io.now, fetch: dies(io.fetch) },
  };
}
