interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Describes how the items of one turn of the event loop are sent. */
export interface SetsOf<Item, Answer> {
  /** Sends a set in one call, and resolves with a result for each item, in the same order. */
  readonly send: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Maximum number of items in a set; it limits how long one call blocks the store. */
  readonly most: number;
  /** Whether an error may concern only one item of the set. If so, each item is sent alone. */
  readonly isOfOne: (error: unknown) => boolean;
  readonly sizeOf?: (item: Item) => number;
  /** Maximum total size of a set of several items. */
  readonly mostSize?: number;
}

/** Sends the items of one turn of the event loop together when the turn is over: in one call, or in several if there are many. */
export function byTurn<Item, Answer>(sets: SetsOf<Item, Answer>): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  const send = () => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length;) {
      const to = endOfSet(all, from, sets);
      void settle(all.slice(from, to), sets);
      from = to;
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ item, resolve, reject });
    });
}

function endOfSet<Item, Answer>(
  all: readonly Waiting<Item, Answer>[],
  from: number,
  { most, sizeOf = () => 0, mostSize = 0 }: SetsOf<Item, Answer>,
): number {
  let size = 0;
  let to = from;
  for (const { item } of all.slice(from, from + most)) {
    size += sizeOf(item);
    if (to > from && size > mostSize) break;
    to += 1;
  }
  return to;
}

/** Never rejects: each item of the set gets its own result. */
async function settle<Item, Answer>(
  set: readonly Waiting<Item, Answer>[],
  sets: SetsOf<Item, Answer>,
): Promise<void> {
  try {
    const answers = await sets.send(set.map(({ item }) => item));
    if (answers.length !== set.length)
      throw new Error(`${answers.length} of ${set.length} items got a result`);
    for (const [at, answer] of answers.entries()) set[at]?.resolve(answer);
  } catch (error) {
    if (set.length > 1 && sets.isOfOne(error)) await Promise.all(set.map((one) => settle([one], sets)));
    else for (const { reject } of set) reject(error);
  }
}
