/** Items that all have the same time limit. */
export interface Deadlines<Item> {
  readonly begin: (item: Item) => void;
  /** The item has finished in time, or is no longer needed. */
  readonly end: (item: Item) => void;
}

/**
 * Reports every item that has not ended `timeoutMs` after it began. All items share one timer, which is set for the oldest item and exists
 * only while there are items.
 */
export function createDeadlines<Item extends object>(
  timeoutMs: number,
  onTimeout: (item: Item) => void,
): Deadlines<Item> {
  // In the order of their deadlines, which is the order in which they began.
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
      onTimeout(item);
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
  readonly onTimeout: () => Error;
}

/** Gives every promise the same time limit. */
export function createTimeLimit(
  timeoutMs: number,
): <T>(promise: Promise<T>, onTimeout: () => Error) => Promise<T> {
  const deadlines = createDeadlines<Waiting>(timeoutMs, ({ reject, onTimeout }) => reject(onTimeout()));
  return (promise, onTimeout) =>
    new Promise((resolve, reject) => {
      const waiting = { reject, onTimeout };
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

/**
 * Settles like the promise, or rejects with `onTimeout()`'s error if the promise takes longer than `timeoutMs`. A result that comes after that is discarded.
 */
export const withDeadline = <T>(promise: Promise<T>, timeoutMs: number, onTimeout: () => Error): Promise<T> =>
  createTimeLimit(timeoutMs)(promise, onTimeout);
