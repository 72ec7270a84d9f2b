// An index numbers accounts by their names, the bench by when they came up. Both have the same transfers at the same places, which tells one's number
// of a holding from the other's.
import { readColumn } from "../ledger/ledger-files.js";

const unknown = 0xffff_ffff;

/** By holding of the index: the bench's number; by account of the bench: the index's number. */
export function matchNumbers(index, folder) {
  const { eventCount, holdingCount, payer, payee, holdingAccount } = index.columns;
  const benchHoldings = new Uint32Array(holdingCount).fill(unknown);
  for (const [name, address] of Object.entries({ payer, payee })) {
    const bench = readColumn(folder, name);
    const own = index.memory.u32(address, eventCount);
    for (let place = 0; place < eventCount; place += 1) benchHoldings[own[place]] = bench[place];
  }
  const benchAccounts = readColumn(folder, "holdingAccount");
  const accountOf = index.memory.u32(holdingAccount, holdingCount);
  const ownAccounts = new Map();
  for (let holding = 0; holding < holdingCount; holding += 1)
    ownAccounts.set(benchAccounts[benchHoldings[holding]], accountOf[holding]);
  return { benchHoldings, ownAccounts };
}
