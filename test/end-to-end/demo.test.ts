import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { verifyBundle } from "@tributary/engine";
import { displayWidth } from "@tributary/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listFilesUnder, projectRoot } from "../contract/source-files.ts";
import { type CommandResult, commandPath, makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("demo");
const first = join(folder.path, "first");
const bundle = join(first, "DEMO-0001");
let run: CommandResult = { status: null, stdout: "", stderr: "" };

beforeAll(async () => {
  run = await runCommand(["demo", "--out", first]);
}, 300_000);
afterAll(folder.remove);

function digests(directory: string): Record<string, string> {
  const entries = listFilesUnder(directory).map((path): [string, string] => [
    relative(directory, path),
    createHash("sha256").update(readFileSync(path)).digest("hex"),
  ]);
  return Object.fromEntries(entries);
}

function copyBundle(name: string): string {
  const copy = join(folder.path, name);
  cpSync(bundle, copy, { recursive: true });
  return copy;
}

/** Makes both manifests say what the files are now, as somebody would who has changed a figure. */
function rewriteManifests(directory: string): void {
  const line = (path: string): string =>
    `${createHash("sha256")
      .update(readFileSync(join(directory, path)))
      .digest("hex")}  ${path}`;
  for (const manifest of ["manifest-sha256.txt", "tagmanifest-sha256.txt"]) {
    const paths = readFileSync(join(directory, manifest), "utf8")
      .trim()
      .split("\n")
      .map((entry) => entry.slice(66));
    writeFileSync(join(directory, manifest), `${paths.map(line).join("\n")}\n`);
  }
}

describe("the demo", () => {
  test("ends well, says where the money is, and fits a terminal of 80 columns", () => {
    expect(run.status, run.stderr).toBe(0);
    for (const word of ["Golden Ferry Park", "Lotus Hill", "pro-rata", "root digest", "every byte and every figure"])
      expect(run.stdout).toContain(word);
    const pathLine = /^ {2}(report|bundle|kept apart|the story|verified)|^ {2,}(from|to) /;
    const tooWide = run.stdout
      .split("\n")
      .filter((line) => displayWidth(line) > 80 && !pathLine.test(line) && !line.includes(folder.path));
    expect(tooWide).toEqual([]);
  });

  test("a second run, with the system's fonts hidden, gives the same bytes", async () => {
    const second = join(folder.path, "second");
    const hidden = runWithoutFonts(["demo", "--out", second]);
    expect(hidden.status, hidden.stderr).toBe(0);
    expect(digests(join(second, "DEMO-0001"))).toEqual(digests(bundle));
    expect(digests(join(second, "DEMO-0001-annex"))).toEqual(digests(`${bundle}-annex`));
  }, 300_000);

  test("checks with sha256sum alone, and the root digest is the tag manifest's", () => {
    for (const manifest of ["manifest-sha256.txt", "tagmanifest-sha256.txt"]) {
      expect(spawnSync("sha256sum", ["--check", "--quiet", "--strict", manifest], { cwd: bundle }).status).toBe(0);
    }
    const root = createHash("sha256")
      .update(readFileSync(join(bundle, "tagmanifest-sha256.txt")))
      .digest("hex");
    expect(run.stdout).toContain(root);
  });

  test("two of the story's victims come out as worked by hand under fifo", () => {
    const flows: { results: { fifo: { reached: { claim: string; atoms: string }[] } } } = JSON.parse(
      readFileSync(join(bundle, "data", "flows", "01-case.json"), "utf8"),
    );
    const reached = (claim: string): bigint =>
      flows.results.fifo.reached.filter((row) => row.claim === claim).reduce((sum, row) => sum + BigInt(row.atoms), 0n);
    expect(reached("V06")).toBe(42_800_000_000n);
    expect(reached("V09")).toBe(56_666_666_667n);
  });
});

/** The same command with an empty folder over the system's fonts where that is allowed, and with no font configuration anywhere. */
function runWithoutFonts(parameters: readonly string[]): CommandResult {
  const environment = {
    ...process.env,
    NO_COLOR: "1",
    CI: "true",
    FONTCONFIG_FILE: "/nonexistent",
    FONTCONFIG_PATH: "/nonexistent",
  };
  const options = { cwd: projectRoot, env: environment, encoding: "utf8" as const, maxBuffer: 2 ** 28 };
  const mayHide = spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/usr/share/fonts"]).status === 0;
  const hide = 'mount -t tmpfs none /usr/share/fonts && exec "$0" "$@"';
  return mayHide
    ? spawnSync("unshare", ["--mount", "sh", "-c", hide, process.execPath, commandPath, ...parameters], options)
    : spawnSync(process.execPath, [commandPath, ...parameters], options);
}

describe("what stands in the reports stays out of the bundle", () => {
  /** Names, narratives, references and submitters, as the demo's reports have them. */
  function reportTexts(): string[] {
    const source = join(projectRoot, "fixtures", "demo", "str");
    const xml = readdirSync(source)
      .map((name) => readFileSync(join(source, name), "utf8"))
      .join("\n");
    const fields = [
      "first_name",
      "middle_name",
      "last_name",
      "name",
      "account_name",
      "institution_name",
      "reason",
      "action",
      "entity_reference",
      "transactionnumber",
      "internal_ref_number",
      "transaction_description",
      "comments",
      "ssn",
      "id_number",
      "passport_number",
    ];
    const found = fields.flatMap((field) =>
      [...xml.matchAll(new RegExp(`<${field}>([^<]+)</${field}>`, "g"))].map((match) => match[1] ?? ""),
    );
    const steps: { submitter?: string }[] = JSON.parse(readFileSync(join(projectRoot, "fixtures", "demo", "demo.json"), "utf8"));
    return [
      ...new Set(
        [...found, ...steps.flatMap((step) => step.submitter ?? [])].map((text) => text.trim()).filter((text) => text.length > 3),
      ),
    ];
  }

  test("a byte search for each of them finds nothing", () => {
    const texts = reportTexts();
    expect(texts.length).toBeGreaterThan(100);
    const files = listFilesUnder(bundle).map((path) => ({ path: relative(bundle, path), bytes: readFileSync(path) }));
    const leaks = texts.flatMap((text) =>
      files.filter(({ bytes }) => bytes.includes(text)).map(({ path }) => `${text} in ${path}`),
    );
    expect(leaks).toEqual([]);
  });

  test("the annex has them, under the same record ids", () => {
    const annex = readFileSync(join(`${bundle}-annex`, "data", "annex.ndjson"), "utf8");
    expect(annex).toContain("reporting-entity-01");
    const [line = "{}"] = annex.split("\n");
    const entry: { record_id: string } = JSON.parse(line);
    expect(readFileSync(join(bundle, "data", "schedules", "schedule-D-transfers.csv"), "utf8")).toContain(entry.record_id);
  });
});

test("a request that cannot be read is refused when it is added, so that it never keeps a case from being sealed", async () => {
  const request = join(folder.path, "wrong.json");
  writeFileSync(request, JSON.stringify({ claims: [], method: "fifo", unknown: 1 }));
  const added = await runCommand(["case", "add", "DEMO-0001", request, "--store", join(first, "store")]);
  expect(added.status).toBe(2);
  expect(added.stderr).toContain("FIELD_UNKNOWN");
});

describe("verify", () => {
  test("finds and names one changed byte in every single file", async () => {
    const copy = copyBundle("one-byte");
    for (const path of listFilesUnder(copy)) {
      const name = relative(copy, path);
      const bytes = readFileSync(path);
      const changed = bytes.length === 0 ? Buffer.alloc(1) : Buffer.from(bytes);
      const at = Math.floor(changed.length / 2);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      const verdict = await verifyBundle(copy);
      expect(verdict.isIntact, name).toBe(false);
      expect(verdict.differences.join("\n"), name).toContain(name);
      writeFileSync(path, bytes);
    }
    expect((await verifyBundle(copy)).isIntact).toBe(true);
  }, 300_000);

  test.each([
    ["a figure in a result", "data/results/01-case/fifo.json", /"atoms": "([0-9]{6,})"/],
    ["a figure in a schedule", "data/schedules/schedule-E-positions.csv", /([0-9]{9,})/],
    ["a figure in the flows", "data/flows/01-case.json", /"gross_atoms": "([0-9]{6,})"/],
    ["a rule in the request", "data/requests/01-case.json", /"stop_confidence": ([0-9]+)/],
    ["an amount in the ledger", "data/ledger/transfers.ndjson", /"atoms":"([0-9]{6,})"/],
  ])("finds %s with every manifest rewritten to match, without the root digest", async (_name, path, pattern) => {
    const copy = copyBundle(path.replaceAll("/", "-"));
    const text = readFileSync(join(copy, path), "utf8");
    const figure = pattern.exec(text)?.[1] ?? "";
    expect(figure).not.toBe("");
    const last = figure.at(-1) === "0" ? "1" : "0";
    writeFileSync(join(copy, path), text.replace(figure, `${figure.slice(0, -1)}${last}`));
    rewriteManifests(copy);
    const verdict = await verifyBundle(copy);
    expect(verdict.isIntact).toBe(false);
    expect(verdict.differences.length).toBeGreaterThan(0);
  });

  test("finds a changed PDF with every manifest rewritten", async () => {
    const copy = copyBundle("pdf");
    const path = join(copy, "data", "report.pdf");
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    rewriteManifests(copy);
    expect((await verifyBundle(copy)).differences.join("\n")).toContain("report.pdf");
  });

  test("the command says so with exit code 4, and 0 for the bundle as sealed", async () => {
    const copy = copyBundle("command");
    const alone = await runCommand(["verify", copy]);
    expect(alone.status).toBe(0);
    expect(alone.stdout.replace(/\s+/g, " ")).toContain("does not show that it is the bundle that was sealed");
    const root = /root digest: ([0-9a-f]{64})/.exec(alone.stdout)?.[1] ?? "";
    const compared = await runCommand(["verify", copy, "--root", root]);
    expect(compared.status).toBe(0);
    expect(compared.stdout).not.toContain("does not show");
    expect((await runCommand(["verify", copy, "--root", "0".repeat(64)])).status).toBe(4);
  });
});
