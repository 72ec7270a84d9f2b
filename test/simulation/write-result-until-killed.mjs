// Traces a made ledger under all rules, writes the answer to the folder named, and kills itself, by SIGKILL, before its n-th step (`none`: never).
// Every step is a line on stdout before it is passed.
import { writeSync } from "node:fs";
import { unwrap } from "@tributary/domain";
import { writeResultFolder } from "@tributary/engine";
import { parseTraceRequest, trace } from "@tributary/trace";

const [directory, fatalStep = "none"] = process.argv.slice(2);
const transferCount = 400;

const transfers = Array.from({ length: transferCount }, (_, index) => ({
  source: "table",
  id: `t${index}`,
  name: `t${index}`,
  occurredAt: BigInt(index),
  sequence: BigInt(index),
  precision: "instant",
  basis: "observed",
  from: index === 0 ? "bank:one:victim" : `bank:one:${index % 7}`,
  to: `bank:one:${(index * 3 + 1) % 11}`,
  asset: "iso4217:USD",
  atoms: 2n ** 200n + BigInt(index),
  reference: null,
}));
const ledger = { transfers, conversions: [], tags: [], balances: [], coverage: [], outpoints: [] };
const parsed = parseTraceRequest({ claims: [{ id: "V1", kind: "scam_victim", transfers: ["t0"] }], method: "all" }, {});
const request = unwrap(parsed.ok ? { ok: true, value: parsed.request } : { ok: false, refusal: parsed.findings[0] });

let count = 0;
await writeResultFolder({ document: trace(ledger, request), request, isComplete: true }, directory, {
  onStep: (path) => {
    count += 1;
    writeSync(1, `${path}\n`);
    if (String(count) === fatalStep) process.kill(process.pid, "SIGKILL");
  },
});
writeSync(1, "done\n");
