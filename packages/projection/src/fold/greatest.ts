/** A value of a heap. To remove it, set `isOut`. */
export interface Item {
  isOut: boolean;
}

/** Values in a heap. A call costs at most the logarithm of their number, on average over all calls. */
export type Heap<Value extends Item> = Value[];

/** A total order: of two different values exactly one is greater. */
export type IsGreater<Value> = (a: Value, b: Value) => boolean;

export function push<Value extends Item>(heap: Heap<Value>, item: Value, isGreater: IsGreater<Value>): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (!above || !isGreater(item, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = item;
}

/** Returns the greatest value that is not removed. A removed value stays in the heap until it comes to the top. */
export function greatest<Value extends Item>(
  heap: Heap<Value>,
  isGreater: IsGreater<Value>,
): Value | undefined {
  for (let top = heap[0]; top; top = heap[0]) {
    if (!top.isOut) return top;
    pop(heap, isGreater);
  }
  return undefined;
}

function pop<Value extends Item>(heap: Heap<Value>, isGreater: IsGreater<Value>): void {
  const item = heap.pop();
  if (!item || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    let below = heap[child];
    if (!below) break;
    const right = heap[child + 1];
    if (right && isGreater(right, below)) {
      child += 1;
      below = right;
    }
    if (!isGreater(below, item)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = item;
}
