import { join } from "node:path";
import { type FlatMemory, indexAmountAt } from "@tributary/kernel";
import {
  balances,
  conversions,
  coverage,
  outpointsAddressed,
  type Query,
  sharedTransferIds,
  tags,
  transfersUntil,
} from "@tributary/queries";
import type { Store } from "@tributary/store";
import { readState } from "./build-index.ts";
import { encodeLegs } from "./leg-rows.ts";
import { type FlowIndex, openIndex } from "./open-index.ts";
import { readColumns } from "./read-columns.ts";
import { sortPlaces } from "./sort-places.ts";
import type { Differences } from "./verify-files.ts";
import { listLegs } from "./write-legs.ts";

const shownMax = 100;

/** All that the index says against all that the ledger says, and the index against itself. Reads both whole. */
export async function verifyContent(directory: string, store: Pick<Store, "query" | "stream">): Promise<Differences> {
  const index = await openIndex(directory);
  try {
    const state = await readState(store);
    const { state: built } = index.manifest;
    const differences = [
      ...(built === state ? [] : [`built of the ledger at write ${built}, which is at ${state}`]),
      ...(await compareTransfers(index, store)),
      ...(await compareSides(index, store)),
      ...(await compareLegs(index, store)),
      ...checkAdjacency(index),
      ...checkHoldings(index),
      ...(await checkEnds(index)),
    ];
    return differences.slice(0, shownMax);
  } finally {
    index.close();
  }
}

async function compareTransfers(index: FlowIndex, store: Pick<Store, "stream">): Promise<string[]> {
  const differences: string[] = [];
  const idle = index.idle();
  let place = 0;
  let idlePlace = 0;
  for await (const rows of store.stream(transfersUntil, { until: null }))
    for (const row of rows) {
      const isIdle = row.atoms === 0n || row.from === row.to;
      const said = isIdle ? idle[idlePlace++] : place < index.columns.eventCount ? index.transfersAt([place++])[0] : undefined;
      if (said === undefined || !isSame(said, row)) differences.push(`transfer ${row.name} is not what the ledger says`);
      if (differences.length > shownMax) return differences;
    }
  if (place !== index.columns.eventCount) differences.push(`${index.columns.eventCount} movements, and the ledger has ${place}`);
  if (idlePlace !== idle.length) differences.push(`${idle.length} transfers that move nothing, and the ledger has ${idlePlace}`);
  return differences;
}

type NoParameters = Readonly<Record<string, never>>;

async function compareSides({ sides }: FlowIndex, store: Pick<Store, "query">): Promise<string[]> {
  const compare = async <Row extends object>(
    name: string,
    said: readonly Row[],
    query: Query<NoParameters, Row>,
  ): Promise<string[]> => {
    const rows = await store.query(query, {});
    const isWhole = rows.length === said.length && rows.every((row, place) => isSame(said[place], row));
    return isWhole ? [] : [`${name} are not what the ledger says`];
  };
  return [
    ...(await compare("tags", sides.tags(), tags)),
    ...(await compare("balances", sides.balances(), balances)),
    ...(await compare("coverages", sides.coverage(), coverage)),
    ...(await compare("conversions", sides.conversions(), conversions)),
    ...(await compare("outpoints", sides.outpoints(), outpointsAddressed)),
    ...(await compare(
      "ids of several sources",
      [...sides.sharedIds()].map((id) => ({ id })),
      sharedTransferIds,
    )),
  ];
}

async function compareLegs(index: FlowIndex, store: Pick<Store, "stream">): Promise<string[]> {
  const { manifest, conversions: said, placeOf } = index;
  const accountNumber = (account: string): number | undefined => {
    const number = index.accountNumber(account);
    return number === undefined || number >= manifest.sides.accounts.first ? undefined : number;
  };
  const found = ["the legs of conversions are not where the ledger's transfers stand"];
  let row = 0;
  for await (const text of listLegs(store, { placeOf: (transfer) => placeOf(transfer) ?? -1, accountNumber })) {
    const legs = said()[row++];
    if (legs === undefined || encodeLegs(legs) !== text) return found;
  }
  return row === said().length ? [] : found;
}

/** Do two rows say the same in the same fields? */
function isSame(said: object | undefined, row: object): boolean {
  if (said === undefined) return false;
  const values = new Map<string, unknown>(Object.entries(said));
  const entries = Object.entries(row);
  return (
    values.size === entries.length && entries.every(([key, value]) => values.has(key) && isSameValue(values.get(key), value))
  );
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, place) => value === b[place]);
  return a === b;
}

/** The places of each holding follow from who pays and receives. */
function checkAdjacency({ manifest, memory, columns, segments }: FlowIndex): string[] {
  return manifest.segments.flatMap(({ name, places }, number) => {
    const adjacency = segments[number];
    if (adjacency === undefined) return [`${name} has no places by holding`];
    const { holdingCount } = adjacency;
    const check = (side: string, column: number, [offsetsAt, placesAt]: readonly [number, number]): string[] => {
      const holdings = memory.u32(column + places.first * 4, places.count);
      const sorted = sortPlaces(holdings, { firstPlace: places.first, holdingCount });
      const isRight = isEqual(memory, offsetsAt, sorted.offsets) && isEqual(memory, placesAt, sorted.places);
      return isRight ? [] : [`the places at which holdings ${side} in ${name} do not follow from its movements`];
    };
    return [
      ...check("pay", columns.payer, [adjacency.outOffsets, adjacency.outPlaces]),
      ...check("receive", columns.payee, [adjacency.inOffsets, adjacency.inPlaces]),
    ];
  });
}

function isEqual(memory: FlatMemory, address: number, values: Uint32Array): boolean {
  const stored = memory.u32(address, values.length);
  return values.every((value, place) => stored[place] === value);
}

const keptMax = 1n << 126n;
const notKept = 1n << 63n;

/** What holdings end with after each segment follows from all movements until then. */
async function checkEnds({ directory, manifest, memory, columns }: FlowIndex): Promise<string[]> {
  const [payers, payees] = [memory.u32(columns.payer, columns.eventCount), memory.u32(columns.payee, columns.eventCount)];
  const ends = new Map<number, bigint | undefined>();
  const change = (holding: number, by: bigint): void => {
    const before = ends.has(holding) ? ends.get(holding) : 0n;
    const after = before === undefined ? keptMax : before + by;
    ends.set(holding, after >= keptMax ? undefined : after < 0n ? 0n : after);
  };
  for (const { name, places, holdings, files } of manifest.segments) {
    for (let place = places.first; place < places.first + places.count; place += 1) {
      const atoms = indexAmountAt(memory, columns, place);
      const isLarge = atoms >= keptMax;
      change(payers[place] ?? 0, isLarge ? keptMax : -atoms);
      change(payees[place] ?? 0, isLarge ? keptMax : atoms);
    }
    const words = new BigUint64Array(2 * (holdings.first + holdings.count));
    const into = new Uint8Array(words.buffer);
    await readColumns([{ folder: join(directory, name), file: files.ends, column: "atoms", into }]);
    for (const [holding, end] of ends) {
      const [low = 0n, high = 0n] = words.subarray(2 * holding, 2 * holding + 2);
      const isRight = end === undefined ? high >= notKept : ((high << 64n) | low) === end;
      if (!isRight) return [`what holding ${holding} has after ${name} does not follow from its movements`];
    }
  }
  return [];
}

/** Each account's chain has all of its holdings, and no other's. */
function checkHoldings(index: FlowIndex): string[] {
  const { memory, columns } = index;
  const accounts = memory.u32(columns.holdingAccount, columns.holdingCount);
  let found = 0;
  for (let account = 0; account < columns.accountCount; account += 1) {
    const holdings = index.holdingsOf(account);
    found += holdings.length;
    if (holdings.some((holding) => accounts[holding] !== account)) return [`account ${account} is given holdings of another`];
  }
  return found === columns.holdingCount ? [] : [`${columns.holdingCount} holdings, and accounts lead to ${found}`];
}
