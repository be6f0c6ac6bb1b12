/** Maximum number of calls in one round. */
const MAX_CALLS = 64;
/** Number of rounds at once: while one waits for its answer, the next begins. */
const ROUNDS_AT_ONCE = 2;

interface Call<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Combines calls that are ready at the same time into one. It never waits for further calls: a single call is made at once, and
 * the calls that arrive while rounds run form the next round. If a round fails, each of its calls is made alone, so that only the
 * failing one fails.
 *
 * @param together returns the answers to all items, in their order
 */
export function gather<Item, Result>(
  together: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Call<Item, Result>[] = [];
  let running = 0;
  let isScheduled = false;

  const start = () => {
    isScheduled = false;
    while (running < ROUNDS_AT_ONCE && waiting.length > 0) {
      running += 1;
      void makeCalls(waiting.splice(0, MAX_CALLS), together).finally(() => {
        running -= 1;
        start();
      });
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isScheduled || running >= ROUNDS_AT_ONCE) return;
      isScheduled = true;
      // At the end of this turn of the event loop: calls of the same turn form one round.
      setImmediate(start);
    });
}

async function makeCalls<Item, Result>(
  calls: readonly Call<Item, Result>[],
  together: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<void> {
  try {
    const results = await together(calls.map(({ item }) => item));
    for (const [at, { resolve }] of calls.entries()) resolve(results[at] as Result);
  } catch (error) {
    if (calls.length > 1) await Promise.all(calls.map((call) => makeCalls([call], together)));
    else for (const { reject } of calls) reject(error);
  }
}
