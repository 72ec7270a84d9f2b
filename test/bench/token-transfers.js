/** Adds the token transfers of decoded items to `found`, as `from to atoms`. Gives how many transfers of any kind there are. */
export function collectTransfers(items, found) {
  let count = 0;
  for (const { rows } of items) {
    for (const { id, from, to, atoms } of rows?.transfers ?? []) {
      count += 1;
      if (id.includes(":log:")) found.push(`${addressOf(from)} ${addressOf(to)} ${atoms}`);
    }
  }
  return count;
}

/** The mint account stands for the zero address. */
export function addressOf(text) {
  const address = text.startsWith("mint:") ? `0x${"0".repeat(40)}` : text.slice(text.lastIndexOf(":") + 1);
  return address.toLowerCase();
}
