import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { accountClaim, accountNamed, ledgerOf, naiveForward, requestOf } from "@tributary/testkit";
import type { TraceRequest } from "@tributary/trace";
import { afterAll, beforeAll, expect, test } from "vitest";

const bench = join(import.meta.dirname, "..", "bench", "ledger");
const hasCompiler = spawnSync("gcc", ["--version"]).status === 0;
const rules = ["fifo", "lifo", "pro-rata", "libr", "pifo"] as const;
const size = 2500;

interface MadeLedger {
  readonly payer: Uint32Array;
  readonly payee: Uint32Array;
  readonly atoms: Uint32Array;
  readonly asset: Uint8Array;
  readonly time: Uint32Array;
  readonly holdingAccount: Uint32Array;
  readonly holdingAsset: Uint8Array;
  readonly services: Uint32Array;
  readonly seeds: Uint32Array;
}

interface BenchModules {
  readonly writeLedger: (folder: string, size: number, seed: number) => MadeLedger;
  readonly compilePeer: () => string;
  readonly createAnswer: () => {
    readonly add: (number: number, claim: number, atoms: bigint) => void;
    readonly text: () => string;
  };
}

const load = async (name: string): Promise<object> => import(pathToFileURL(join(bench, name)).href);
const modules = async (): Promise<BenchModules> =>
  Object.assign({}, await load("ledger-files.js"), await load("compile-peer.js"), await load("answer.js")) as BenchModules;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-bench-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nameOf = (account: number): string => `bank:test:${account}`;
const assetOf = (asset: number): string => `eip155:1/erc20:0x${asset.toString(16).padStart(40, "0")}`;

/** The made ledger as the slow implementation reads it; the place in the ledger is each transfer's id. */
function asTraceLedger(made: MadeLedger): Parameters<typeof naiveForward>[0] {
  const words = new BigUint64Array(made.atoms.buffer);
  return ledgerOf(
    Array.from(made.payer, (payer, place) => ({
      id: `t${place}`,
      from: nameOf(made.holdingAccount[payer] ?? -1),
      to: nameOf(made.holdingAccount[made.payee[place] ?? -1] ?? -1),
      asset: assetOf(made.asset[place] ?? 0),
      atoms: (words[place * 2] ?? 0n) + (words[place * 2 + 1] ?? 0n) * 2n ** 64n,
      at: place,
    })),
  );
}

function expectedAnswers(
  made: MadeLedger,
  request: TraceRequest,
  { rule, create }: { readonly rule: (typeof rules)[number]; readonly create: BenchModules["createAnswer"] },
): { readonly positions: string; readonly flows: string } {
  const numbers = new Map(
    Array.from(made.holdingAccount, (account, holding) => [
      `${nameOf(account)} ${assetOf(made.holdingAsset[holding] ?? 0)}`,
      holding,
    ]),
  );
  const claimOf = new Map(request.claims.map((claim, index) => [claim.id, index]));
  const result = naiveForward(asTraceLedger(made), request, rule);
  const positions = create();
  for (const row of result.positions)
    positions.add(numbers.get(`${row.account} ${row.asset}`) ?? -1, claimOf.get(row.claim) ?? -1, BigInt(row.atoms));
  const flows = create();
  for (const row of result.flows) flows.add(Number(row.transfer.slice(1)), claimOf.get(row.claim) ?? -1, BigInt(row.atoms));
  return { positions: positions.text(), flows: flows.text() };
}

const withoutCount = (text: string): string => text.split(" ").slice(1).join(" ");

test.runIf(hasCompiler)(
  `the bench's C program follows amounts as the slow implementation does${hasCompiler ? "" : " (SKIPPED: no gcc)"}`,
  async () => {
    const { writeLedger, compilePeer, createAnswer } = await modules();
    for (const seed of [1, 2]) {
      const home = join(folder, String(seed));
      const made = writeLedger(home, size, seed);
      const claims = Array.from(made.seeds, (account, index) =>
        accountClaim(`C${String(index).padStart(3, "0")}`, nameOf(account)),
      );
      const stops = Array.from(made.services, (account) => accountNamed(nameOf(account)));
      expect(claims.length).toBeGreaterThan(10);
      const cases = rules.flatMap((rule) =>
        (["late", "inferred"] as const).flatMap((openings) =>
          [0, 1].flatMap((stopping) => [1, claims.length].map((count) => ({ rule, openings, stopping, count }))),
        ),
      );
      const lines = cases.map(({ rule, openings, stopping, count }) => `rule ${rule} 0 ${count} 1 ${openings} ${stopping} 1`);
      const output = execFileSync(compilePeer(), [home], { input: `${lines.join("\n")}\n`, encoding: "utf8" });
      const answers = output.trim().split("\n").slice(1);
      for (const [index, { rule, openings, stopping, count }] of cases.entries()) {
        const request = requestOf({
          claims: claims.slice(0, count),
          openings,
          stops: stopping === 1 ? stops : [],
        });
        const expected = expectedAnswers(made, request, { rule, create: createAnswer });
        const answer = JSON.parse(answers[index] ?? "") as { readonly answer: string; readonly flows: string };
        expect(`${lines[index]}: ${answer.answer}`).toBe(`${lines[index]}: ${expected.positions}`);
        expect(`${lines[index]}: ${withoutCount(answer.flows)}`).toBe(`${lines[index]}: ${withoutCount(expected.flows)}`);
      }
    }
  },
);
