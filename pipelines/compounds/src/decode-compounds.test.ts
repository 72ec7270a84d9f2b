import { readFileSync } from "node:fs";
import { digestText } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { decodeCompounds } from "./decode-compounds.ts";

function decode(text: string) {
  return decodeCompounds({ text, file: "compounds.yaml", sha256: digestText(text) });
}

function findingsOf(text: string) {
  return decode(text).flatMap((item) => ("findings" in item ? item.findings : []));
}

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";

describe("decodeCompounds", () => {
  test("reads the README's example", () => {
    const [cluster, compound] = decode(example);
    expect(cluster).toMatchObject({
      record: { locator: "line 3 clusters[0]" },
      rows: {
        clusterMembers: [
          { clusterId: "river-town-cashiers", heuristic: "co-spend/1", author: "analyst-07", withdrawnAt: null },
          { heuristic: "analyst/1", withdrawnAt: 1_748_736_000_000_000n },
        ],
      },
    });
    expect(compound).toMatchObject({
      rows: {
        compounds: [{ id: "river-town", name: "River Town", country: "MM", otherNames: ["เมืองริมน้ำ", "河城"] }],
        compoundPoints: [
          { latitude: "16.650", longitude: "98.520" },
          { latitude: "16.631", longitude: "98.557" },
        ],
        compoundLinks: [{ target: { cluster: "river-town-cashiers" }, confidence: 80 }],
      },
    });
  });

  test("reads the same from JSON", () => {
    const json = JSON.stringify({ version: "1", compounds: [{ id: "a", name: "A", country: "KH" }] }, null, "\t");
    expect(decode(json)).toMatchObject([{ rows: { compounds: [{ id: "a", note: null }], compoundLinks: [] } }]);
  });

  test("tells every error at once, with line and path", () => {
    const text = `version: 1
clusters:
  - id: Cashiers
    colour: red
compounds:
  - id: a
    country: Myanmar
    points:
      - latitude: 96.1
        longitude: "98,5"
        source: a map
    links:
      - cluster: cashier
        account: fee:eip155:1
        confidence: 101
        evidence: exhibit
        author: analyst
        made_at: 2025-02-03
      - account: eip155:1:0x1111111111111111111111111111111111111111
        confidence: 10
        evidence: exhibit
        author: analyst
        made_at: 2025-02-03T00:00:00Z
        withdrawn_at: 2025-02-02T00:00:00Z
`;
    expect(findingsOf(text).map(({ code, where }) => `${where.line} ${where.path} ${code}`)).toEqual([
      "4 clusters[0].colour FIELD_UNKNOWN",
      "3 clusters[0].id VALUE_UNREADABLE",
      "3 clusters[0].members FIELD_MISSING",
      "6 compounds[0].name FIELD_MISSING",
      "7 compounds[0].country VALUE_UNREADABLE",
      "9 compounds[0].points[0].latitude VALUE_UNREADABLE",
      "10 compounds[0].points[0].longitude VALUE_UNREADABLE",
      "14 compounds[0].links[0].account VALUE_UNREADABLE",
      "13 compounds[0].links[0].cluster VALUE_UNREADABLE",
      "14 compounds[0].links[0].account FIELD_MISSING",
      "15 compounds[0].links[0].confidence VALUE_UNREADABLE",
      "18 compounds[0].links[0].made_at TIME_UNREADABLE",
      "24 compounds[0].links[1].withdrawn_at VALUE_UNREADABLE",
    ]);
  });

  test("keeps a bad compound apart whole and loads the good one", () => {
    const text = `version: 1
compounds:
  - id: a
    name: A
    country: MM
    points: [{ latitude: x, longitude: "98.5", source: a map }]
  - { id: b, name: B, country: MM }
`;
    const [bad, good] = decode(text);
    expect(bad).toMatchObject({ findings: [{ where: { line: 6, record: "a" } }] });
    expect(good).toMatchObject({ rows: { compounds: [{ id: "b" }] } });
  });

  test("refuses a repeated id and names the first", () => {
    const text = "version: 1\ncompounds:\n  - { id: a, name: A, country: MM }\n  - { id: a, name: B, country: MM }\n";
    expect(findingsOf(text)).toMatchObject([{ code: "RECORD_CONFLICT", found: "a, as in line 3", where: { line: 4 } }]);
  });

  test.each([
    ["another version", "version: 2\ncompounds: []\n", "VALUE_UNREADABLE"],
    ["nothing to read", "version: 1\n", "FIELD_MISSING"],
    ["a list", "- a\n", "VALUE_UNREADABLE"],
    ["an unknown key", "version: 1\nplaces: []\n", "FIELD_UNKNOWN"],
    ["an alias of an alias", "version: 1\na: &a [x]\nb: &b [*a]\nc: [*b]\n", "YAML_FORBIDDEN"],
  ])("refuses %s", (_name, text, code) => {
    expect(findingsOf(text)[0]).toMatchObject({ code, where: { file: "compounds.yaml" } });
  });

  test("never derives a country from a point", () => {
    const text = `version: 1
compounds:
  - { id: a, name: A, country: KH, points: [{ latitude: "48.8", longitude: "2.3", source: a map }] }
  - { id: b, name: B, points: [{ latitude: "11.5", longitude: "104.9", source: a map }] }
`;
    const [stated, unstated] = decode(text);
    expect(stated).toMatchObject({ rows: { compounds: [{ country: "KH" }] } });
    expect(unstated).toMatchObject({ findings: [{ code: "FIELD_MISSING", where: { path: "compounds[1].country" } }] });
  });
});
