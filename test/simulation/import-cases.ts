import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startAnvil } from "../../packages/testkit/src/anvil.ts";
import { projectRoot } from "../contract/source-files.ts";

/** An import that is made of enough batches to be killed in the middle. */
export interface ImportCase {
  readonly name: string;
  readonly command: readonly string[];
  readonly end?: () => Promise<void>;
}

const evmAddress = (number: number): string => `0x${number.toString(16).padStart(40, "0")}`;

export async function makeImportCases(folder: string): Promise<readonly ImportCase[]> {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return [
    { name: "transfers", command: ["ingest", "transfers", write("transfers.csv", transferTable(3000)), "--batch", "100"] },
    { name: "conversions", command: ["ingest", "conversions", write("conversions.csv", conversionTable(600)), "--batch", "20"] },
    {
      name: "str",
      command: [
        "ingest",
        "str",
        write("report.xml", strReport(120)),
        "--profile",
        "goaml-gh",
        "--submitter",
        "reporting-entity-09",
        "--batch",
        "4",
      ],
    },
    { name: "tags", command: ["ingest", "tags", write("tags.yaml", tagPack(600)), "--batch", "20"] },
    { name: "compounds", command: ["ingest", "compounds", write("compounds.yaml", compoundFile(60)), "--batch", "2"] },
    await evmCase(),
  ];
}

function transferTable(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const second = String(index % 60).padStart(2, "0");
    return `t${index},2026-01-01T00:00:${second}Z,bank:A:${index % 40},bank:A:${(index + 1) % 41},iso4217:USD,${2n ** 64n + BigInt(index)},${index}`;
  });
  return `transfer_id,occurred_at,from,to,asset,atoms,sequence\n${rows.join("\n")}\n`;
}

function conversionTable(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, index) => `c${index},bank:A:${index},o${index},i${index} j${index},on-ramp,documented,order ${index}`,
  );
  return `conversion_id,account,out_transfers,in_transfers,kind,basis,document\n${rows.join("\n")}\n`;
}

function tagPack(count: number): string {
  const header =
    "title: Test tags\ncreator: Test\ncurrency: ETH\nconfidence: ownership\ncategory: exchange\nsource: https://example.org\nlastmod: 2024-05-01\ntags:\n";
  const tags = Array.from(
    { length: count },
    (_, index) => `  - address: "${evmAddress(index + 1)}"\n    label: Wallet ${index}\n`,
  );
  return header + tags.join("");
}

function compoundFile(count: number): string {
  const judgement = "evidence: exhibit 1\n        author: analyst-01\n        made_at: 2025-02-03T09:00:00Z\n";
  const compounds = Array.from(
    { length: count },
    (_, index) =>
      `  - id: place-${index}\n    name: Place ${index}\n    country: MM\n    links:\n      - account: eip155:1:${evmAddress(index + 1)}\n        confidence: 80\n        ${judgement}`,
  );
  return `version: 1\ncompounds:\n${compounds.join("")}`;
}

/** The first transaction of the project's own sample, under new numbers. */
function strReport(count: number): string {
  const sample = readFileSync(join(projectRoot, "fixtures", "bank", "gh-5.0.1-str.xml"), "utf8");
  const [transaction = ""] = /[ \t]*<transaction>[\s\S]*?<\/transaction>\s*/.exec(sample) ?? [];
  const copies = Array.from({ length: count }, (_, index) =>
    transaction.replace(/<transactionnumber>[^<]*/, `<transactionnumber>TX-${String(index).padStart(5, "0")}`),
  );
  const [before = "", ...rest] = sample.split(transaction);
  return before + copies.join("") + rest.join("").replace(/[ \t]*<transaction>[\s\S]*<\/transaction>\s*/, "");
}

/** A real node with 400 blocks, one in ten with a payment: 25 durable batches. */
async function evmCase(): Promise<ImportCase> {
  const node = await startAnvil({ genesisSeconds: 1_700_000_000 });
  const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(node.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    return ((await answer.json()) as { result: unknown }).result;
  };
  const accounts = (await ask("eth_accounts")) as string[];
  for (let round = 0; round < 40; round += 1) {
    await ask("eth_sendTransaction", {
      from: accounts[round % 5],
      to: accounts[5 + (round % 5)],
      value: `0x${(round + 1).toString(16)}`,
    });
    await ask("anvil_mine", "0x9");
  }
  return {
    name: "evm",
    command: ["ingest", "evm", "--rpc", node.url, "--final-depth", "0", "--from", "0", "--to", "390", "--batch", "1"],
    end: () => node.stop(),
  };
}
