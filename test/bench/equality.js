// The kernel, the snapshot and the plain second implementation on one made ledger: is every result the same, bit for bit? Says so, or ends with an error.
// `npm run bench -- equality`; TRIBUTARY_BENCH_SIZE: transfers (1000000).
import { createHash } from "node:crypto";
import { canonicalJson } from "@tributary/domain";
import { indexOutpoints } from "@tributary/ledger";
import { naiveForward, snapshotOf } from "@tributary/testkit";
import { openSnapshotView, traceForward, traceSnapshot, tracingRules } from "@tributary/trace";
import { ensureLedger, readColumn } from "./ledger/ledger-files.js";
import { assets } from "./ledger/make-ledger.js";
import { plainRequest, walletClaim } from "./plain-request.js";

const size = Number(process.env["TRIBUTARY_BENCH_SIZE"] ?? 1_000_000);
const claimCount = 5;

const folder = ensureLedger(size);
const ledger = readLedger();
const seeds = [...readColumn(folder, "seeds")].slice(0, claimCount);
const services = [...readColumn(folder, "services")];
const snapshot = snapshotOf(ledger, { segments: 3 });
const view = openSnapshotView(snapshot);
for (const openings of ["inferred", "late"]) for (const rule of tracingRules) compare(rule, openings);

function compare(rule, openings) {
  const request = makeRequest(rule, openings);
  const naive = timed(() => naiveForward(ledger, request, rule));
  const plan = timed(() => traceForward(ledger, request));
  const columns = timed(() => askSnapshot(request));
  const digests = [naive, plan, columns].map(({ value }) => digest(value));
  if (new Set(digests).size !== 1) throw new Error(`${rule}, ${openings}: the results differ`);
  const { flows, positions } = naive.value;
  process.stdout.write(
    `${rule}, openings ${openings}: equal (${digests[0].slice(0, 16)}), ${flows.length} flows, ${positions.length} positions; ` +
      `time of the plain implementation = 1.00: over a plan ${ratio(plan, naive)}, over a snapshot ${ratio(columns, naive)}\n`,
  );
}

function askSnapshot(request) {
  const outpoints = indexOutpoints([]);
  return traceSnapshot(view, { request, named: new Map(), tags: [], balances: [], outpoints, control: {} }).write({
    coverage: [],
    outpoints,
  });
}

function makeRequest(method, openings) {
  const claims = seeds.map((seed, index) => walletClaim(`S${index}`, nameOf(seed)));
  return plainRequest(claims, method, { stops: services.map(nameOf), openings });
}

function nameOf(account) {
  return `bank:bench:${account}`;
}

function readLedger() {
  const [payer, payee, asset, atoms, time, holdingAccount] = ["payer", "payee", "asset", "atoms", "time", "holdingAccount"].map(
    (name) => readColumn(folder, name),
  );
  const amounts = new BigUint64Array(atoms.buffer);
  const times = new BigInt64Array(time.buffer);
  const transfers = Array.from({ length: size }, (_, place) => ({
    source: "bench",
    id: `t${place}`,
    name: `t${place}`,
    occurredAt: times[place],
    sequence: BigInt(place),
    precision: "instant",
    basis: "block",
    from: nameOf(holdingAccount[payer[place]]),
    to: nameOf(holdingAccount[payee[place]]),
    asset: assets[asset[place]].name,
    atoms: amounts[2 * place] | (amounts[2 * place + 1] << 64n),
    reference: null,
  }));
  return { transfers, conversions: [], tags: [], balances: [], coverage: [], outpoints: [] };
}

function digest(result) {
  return createHash("sha256").update(canonicalJson(result)).digest("hex");
}

function timed(work) {
  const start = performance.now();
  const value = work();
  return { value, ms: performance.now() - start };
}

function ratio(one, other) {
  return (one.ms / other.ms).toFixed(2);
}
