// Where made ledgers are kept, and how their columns are read: raw files, little-endian, one column each, outside the repository.
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLedger } from "./make-ledger.js";

/** Changes whenever the generator makes other bytes. */
const generation = 1;
const pieceBytes = 2 ** 28;

const columnTypes = {
  payer: Uint32Array,
  payee: Uint32Array,
  asset: Uint8Array,
  atoms: Uint32Array,
  time: Uint32Array,
  holdingAccount: Uint32Array,
  holdingAsset: Uint8Array,
  services: Uint32Array,
  seeds: Uint32Array,
};

export const columnNames = Object.keys(columnTypes);

/** The folder that all ledgers and all peers' databases stand in. */
export function cacheFolder() {
  return process.env["TRIBUTARY_BENCH_CACHE"] ?? join(tmpdir(), "tributary-bench");
}

/** The folder of the ledger of this size; makes it where it is not there yet. */
export function ensureLedger(size) {
  const folder = join(cacheFolder(), `ledger-${size}-${generation}`);
  if (!existsSync(join(folder, "meta.json"))) writeLedger(folder, size);
  return folder;
}

/** Makes a ledger and writes its columns and counts; a folder with a meta.json is whole. */
export function writeLedger(folder, size, seed = 1) {
  const draft = `${folder}.draft-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const start = performance.now();
  const ledger = makeLedger(size, seed);
  const digests = Object.fromEntries(columnNames.map((name) => [name, writeColumn(join(draft, `${name}.bin`), ledger[name])]));
  const { accountCount, holdingCount, uncovered, shape } = ledger;
  const counts = { size, accountCount, holdingCount, uncovered, services: ledger.services.length, seeds: ledger.seeds.length };
  const meta = { ...counts, ...shape, madeInMs: Math.round(performance.now() - start), digests };
  writeFileSync(join(draft, "meta.json"), `${JSON.stringify(meta, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return ledger;
}

export function readMeta(folder) {
  return JSON.parse(readFileSync(join(folder, "meta.json"), "utf8"));
}

/** One column as a typed array. `atoms` has four words a transfer, `time` two. */
export function readColumn(folder, name) {
  const path = join(folder, `${name}.bin`);
  const bytes = new Uint8Array(statSync(path).size);
  const file = openSync(path, "r");
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(file, bytes, at, Math.min(pieceBytes, bytes.length - at), at);
    if (count === 0) throw new Error(`${path} ends too early`);
    at += count;
  }
  closeSync(file);
  return new columnTypes[name](bytes.buffer);
}

/** Holdings by account: what an account holds, in one list for each account that is asked for. */
export function listHoldings(folder, accounts) {
  const holdingAccount = readColumn(folder, "holdingAccount");
  const lists = new Map([...accounts].map((account) => [account, []]));
  for (let holding = 0; holding < holdingAccount.length; holding += 1) lists.get(holdingAccount[holding])?.push(holding);
  return [...accounts].map((account) => lists.get(account));
}

function writeColumn(path, column) {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  const hash = createHash("sha256");
  const file = openSync(path, "w");
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.subarray(at, at + pieceBytes);
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  return hash.digest("hex");
}
