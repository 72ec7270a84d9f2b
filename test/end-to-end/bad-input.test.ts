import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("bad-input");
afterAll(folder.remove);

const header = "transfer_id,occurred_at,from,to,asset,atoms";
const good = "ok1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD,100";
const uint256Limit = (2n ** 256n).toString();

interface BadRow {
  readonly name: string;
  readonly row: string;
  readonly code: string;
  readonly expected: RegExp;
}

const badRows: readonly BadRow[] = [
  {
    name: "an exponent",
    row: "b1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD,1e+21",
    code: "AMOUNT_NOT_DECIMAL",
    expected: /digits/,
  },
  {
    name: "a decimal comma",
    row: 'b1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD,"1,5E+15"',
    code: "AMOUNT_NOT_DECIMAL",
    expected: /digits/,
  },
  {
    name: "2^256",
    row: `b1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD,${uint256Limit}`,
    code: "AMOUNT_TOO_LARGE",
    expected: /2\^256-1/,
  },
  {
    name: "a wrong checksum",
    row: "b1,2026-01-01T00:00:00Z,eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD,bank:A:2,iso4217:USD,5",
    code: "ACCOUNT_CHECKSUM",
    expected: /0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed/,
  },
  {
    name: "a time without offset",
    row: "b1,2026-01-01T00:00:00,bank:A:1,bank:A:2,iso4217:USD,5",
    code: "TIME_WITHOUT_OFFSET",
    expected: /offset/,
  },
];

describe("bad input is refused with its place, the reason and what would be right; the good rows are in", () => {
  test.each(badRows)("$name", async ({ name, row, code, expected }) => {
    const path = join(folder.path, `${name.replaceAll(/[^a-z0-9]/g, "-")}.csv`);
    const store = join(folder.path, `store-${name.replaceAll(/[^a-z0-9]/g, "-")}`);
    writeFileSync(path, `${header}\n${good}\n${row}\n`);
    const run = await runCommand(["ingest", "transfers", path, "--store", store]);
    expect(run.status, run.stderr).toBe(3);
    expect(run.stdout).toContain(code);
    expect(run.stdout).toMatch(/\.csv:3/);
    expect(run.stdout).toMatch(expected);
    expect(run.stdout).toContain("1 new");
  });

  test("a missing column", async () => {
    const path = join(folder.path, "missing.csv");
    writeFileSync(path, "transfer_id,occurred_at,from,to,asset\nb1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD\n");
    const run = await runCommand(["ingest", "transfers", path, "--store", join(folder.path, "store-missing")]);
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/FIELD_MISSING at .*missing\.csv:1.*atoms/);
  });

  test("a truncated gzip: what came before the break is in", async () => {
    const rows = Array.from({ length: 5000 }, (_, index) =>
      good.replace("ok1", `g${index}-${(index * 2654435761) % 4294967296}`),
    ).join("\n");
    const whole = gzipSync(`${header}\n${rows}\n`);
    const path = join(folder.path, "cut.csv.gz");
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
    const run = await runCommand(["ingest", "transfers", path, "--store", join(folder.path, "store-cut"), "--json"]);
    expect(run.status, run.stderr).toBe(3);
    expect(run.stdout).toContain("FILE_TRUNCATED");
    const { reports } = JSON.parse(run.stdout);
    expect(BigInt(reports[0].added)).toBeGreaterThan(100n);
  });

  test("a truncated XML", async () => {
    const path = join(folder.path, "cut.xml");
    writeFileSync(path, "<report>\n<rentity_id>1</rentity_id>\n<transaction>\n<transactionnumber>X1</transactionnumber>\n");
    const run = await runCommand([
      "ingest",
      "str",
      path,
      "--profile",
      "goaml-gh",
      "--submitter",
      "s",
      "--store",
      join(folder.path, "store-xml"),
    ]);
    expect([1, 3]).toContain(run.status);
    expect(run.stdout).toMatch(/cut\.xml: [\s\S]*(FILE_TRUNCATED|XML_MALFORMED) \(.*\), line [0-9]+/);
  });

  test("a TagPack with an alias bomb", async () => {
    const path = join(folder.path, "bomb.yaml");
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(", ")}]`,
    );
    writeFileSync(path, `title: bomb\ncreator: x\na0: &a0 [x, x, x]\n${levels.join("\n")}\ntags: *a12\n`);
    const run = await runCommand(["ingest", "tags", path, "--store", join(folder.path, "store-bomb")]);
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/YAML_FORBIDDEN at .*bomb\.yaml:[0-9]+/);
  });
});
