/** Items of which those before `head` were taken already. */
export interface HeadQueue<Item> {
  items: Item[];
  head: number;
}

const compactAt = 64;

/** Gives back the room of what was taken, now and then: taking from the front costs the same however many items there are. */
export function dropTaken<Item>(queue: HeadQueue<Item>): void {
  if (queue.head < compactAt || queue.head * 2 < queue.items.length) return;
  queue.items = queue.items.slice(queue.head);
  queue.head = 0;
}
