interface Kind<Item> {
  /** How many more may pass at once. */
  allowed: number;
  /** When the allowance is full again, unless further items come. */
  at: number;
  leftOut: number;
  latest: Item;
}

/** Lets few items of a kind pass, so that forged deliveries can fill nothing. */
export interface FewOfAKind<Item> {
  /** @param kind one of a limited number of names */
  readonly offer: (kind: string, item: Item) => void;
  /** Nothing passes any more. */
  readonly stop: () => void;
}

/**
 * Passes each item while there are few. After `burst` items of one kind it passes one item every `everyMs`, with the number of items left
 * out since the last one. The number is also passed on, with the latest item, if no further item follows.
 */
export function createFewOfAKind<Item>({
  burst,
  everyMs,
  pass,
  now = () => performance.now(),
}: {
  readonly burst: number;
  readonly everyMs: number;
  readonly pass: (item: Item, leftOut: number) => void;
  readonly now?: () => number;
}): FewOfAKind<Item> {
  const kinds = new Map<string, Kind<Item>>();
  let timer: NodeJS.Timeout | undefined;

  const take = (kind: Kind<Item>): boolean => {
    const at = now();
    kind.allowed = Math.min(burst, kind.allowed + (at - kind.at) / everyMs);
    kind.at = at;
    if (kind.allowed < 1) return false;
    kind.allowed -= 1;
    return true;
  };
  const passOn = (kind: Kind<Item>, item: Item) => {
    const { leftOut } = kind;
    kind.leftOut = 0;
    pass(item, leftOut);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const passLeftOut = () => {
    for (const kind of kinds.values()) {
      if (kind.leftOut === 0 || !take(kind)) continue;
      kind.leftOut -= 1; // the item that is passed now
      passOn(kind, kind.latest);
    }
    if ([...kinds.values()].every(({ leftOut }) => leftOut === 0)) stop();
  };
  return {
    offer: (name, item) => {
      const kind = kinds.get(name) ?? { allowed: burst, at: now(), leftOut: 0, latest: item };
      kinds.set(name, kind);
      if (take(kind)) return passOn(kind, item);
      kind.leftOut += 1;
      kind.latest = item;
      timer ??= setInterval(passLeftOut, everyMs).unref();
    },
    stop,
  };
}
