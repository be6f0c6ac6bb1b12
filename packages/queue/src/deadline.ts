/** Items that all have the same time from their beginning to their end. */
export interface Deadlines<Item> {
  readonly begin: (item: Item) => void;
  /** It is in time, or of no interest any more. */
  readonly end: (item: Item) => void;
}

/**
 * Tells of every item that has not ended `timeoutMs` after it began. They share a timer, which is set for the one that began first, and
 * is there as long as there is one.
 */
export function createDeadlines<Item extends object>(
  timeoutMs: number,
  onLate: (item: Item) => void,
): Deadlines<Item> {
  // In the order in which they end: that in which they began.
  const endings = new Map<Item, number>();
  let timer: NodeJS.Timeout | undefined;

  const sweep = () => {
    timer = undefined;
    const now = performance.now();
    for (const [item, endsAt] of endings) {
      if (endsAt > now) {
        timer = setTimeout(sweep, Math.ceil(endsAt - now));
        return;
      }
      endings.delete(item);
      onLate(item);
    }
  };
  return {
    begin: (item) => {
      endings.set(item, performance.now() + timeoutMs);
      timer ??= setTimeout(sweep, timeoutMs);
    },
    end: (item) => {
      endings.delete(item);
      if (endings.size > 0) return;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

interface Waiting {
  readonly reject: (error: Error) => void;
  readonly onLate: () => Error;
}

/** Gives promises one and the same time. */
export function createTimeLimit(
  timeoutMs: number,
): <T>(promise: Promise<T>, onLate: () => Error) => Promise<T> {
  const deadlines = createDeadlines<Waiting>(timeoutMs, ({ reject, onLate }) => reject(onLate()));
  return (promise, onLate) =>
    new Promise((resolve, reject) => {
      const waiting = { reject, onLate };
      deadlines.begin(waiting);
      promise.then(
        (value) => {
          deadlines.end(waiting);
          return resolve(value);
        },
        (error: unknown) => {
          deadlines.end(waiting);
          return reject(error);
        },
      );
    });
}

/** The promise's outcome, or `onLate()`'s error when it takes longer than `timeoutMs`; a late outcome is dropped. */
export const withDeadline = <T>(promise: Promise<T>, timeoutMs: number, onLate: () => Error): Promise<T> =>
  createTimeLimit(timeoutMs)(promise, onLate);
