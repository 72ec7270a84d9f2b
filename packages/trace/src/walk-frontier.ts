/** What is still to be looked at, and which comes next. */
export interface Frontier<Item> {
  readonly add: (items: readonly Item[]) => void;
  readonly next: () => Item | undefined;
  readonly size: () => number;
}

/** What comes first by `isBefore`, over all that was ever added. */
export function bestFirst<Item>(isBefore: (a: Item, b: Item) => boolean): Frontier<Item> {
  const items: Item[] = [];
  const put = (index: number, item: Item): void => {
    items[index] = item;
  };
  const rise = (item: Item): void => {
    let index = items.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !isBefore(item, above)) break;
      put(index, above);
      index = parent;
    }
    put(index, item);
  };
  const sink = (item: Item): void => {
    let index = 0;
    for (;;) {
      const left = items[2 * index + 1];
      const right = items[2 * index + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const below = isRight ? right : left;
      if (below === undefined || !isBefore(below, item)) break;
      put(index, below);
      index = 2 * index + (isRight ? 2 : 1);
    }
    put(index, item);
  };
  return {
    add: (added) => {
      for (const item of added) rise(item);
    },
    next: () => {
      const [first] = items;
      const last = items.pop();
      if (last !== undefined && items.length > 0) sink(last);
      return first;
    },
    size: () => items.length,
  };
}

/** What follows from the item looked at last comes next, in the order of `compare`. */
export function deepestFirst<Item>(compare: (a: Item, b: Item) => number): Frontier<Item> {
  const items: Item[] = [];
  return {
    add: (added) => {
      for (const item of [...added].sort((a, b) => compare(b, a))) items.push(item);
    },
    next: () => items.pop(),
    size: () => items.length,
  };
}
