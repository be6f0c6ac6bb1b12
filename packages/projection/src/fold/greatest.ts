/** The greatest of named values that come, change and go. Each call costs the logarithm of their number at most, on average over all calls. */
export interface Greatest<Value> {
  readonly set: (name: string, value: Value) => void;
  readonly delete: (name: string) => void;
  readonly get: () => Value | undefined;
}

/** @param isGreater a total order: of two different values exactly one is greater */
export function createGreatest<Value>(isGreater: (a: Value, b: Value) => boolean): Greatest<Value> {
  interface Item {
    readonly name: string;
    readonly value: Value;
  }
  const items = new Map<string, Item>();
  /** A binary heap. An item that was replaced or deleted stays in it until it comes to the top. */
  let heap: Item[] = [];
  const isCurrent = (item: Item) => items.get(item.name) === item;

  const push = (item: Item) => {
    let at = heap.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !isGreater(item.value, above.value)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = item;
  };
  const pop = () => {
    const item = heap.pop();
    if (!item || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let below = heap[child];
      if (!below) break;
      const right = heap[child + 1];
      if (right && isGreater(right.value, below.value)) {
        child += 1;
        below = right;
      }
      if (!isGreater(below.value, item.value)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = item;
  };
  const forget = () => {
    if (heap.length <= 2 * items.size + 16) return;
    const current = heap.filter(isCurrent);
    heap = [];
    current.forEach(push);
  };

  return {
    set(name, value) {
      const item = { name, value };
      items.set(name, item);
      push(item);
      forget();
    },
    delete(name) {
      items.delete(name);
      forget();
    },
    get() {
      for (let top = heap[0]; top; top = heap[0]) {
        if (isCurrent(top)) return top.value;
        pop();
      }
      return undefined;
    },
  };
}
