import { leavesOf, readXmlRecords, type XmlLeaf, xmlLimits } from "@tributary/bank-kit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loadStructure, structureNames } from "../structure/load-structure.ts";
import { type ElementParticle, elementsOf, type Structure } from "../structure/structure.ts";
import { branchElement, leafElement, type TreeElement } from "./tree.ts";
import { treesFromLeaves } from "./tree-from-leaves.ts";
import type { TreeProblem } from "./tree-problem.ts";
import { type WriteGoaml, writeGoaml } from "./write-goaml.ts";

interface Written {
  readonly text: string;
  readonly problems: readonly TreeProblem[];
}

async function write(root: TreeElement, options: Partial<WriteGoaml> & Pick<WriteGoaml, "structure">): Promise<Written> {
  const parts: string[] = [];
  const problems: TreeProblem[] = [];
  await writeGoaml({
    document: "report",
    attributes: root.attributes,
    origin: root.origin,
    parts: root.children.filter(({ name }) => name !== "transaction"),
    transactions: root.children.filter(({ name }) => name === "transaction"),
    lowestSupported: null,
    sink: { write: async (text) => void parts.push(text) },
    judge: (judged) => problems.push(...judged.problems) >= 0,
    ...options,
  });
  return { text: parts.join(""), problems };
}

async function read(text: string): Promise<readonly XmlLeaf[]> {
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    yield new TextEncoder().encode(text);
  }
  const leaves: XmlLeaf[] = [];
  const source = { bytes: bytes(), origin: "f.xml", limits: xmlLimits, positioned: new Set(["transaction"]) };
  for await (const record of readXmlRecords(source)) {
    if (record.kind === "broken" || record.kind === "oversized") throw new Error(record.finding.found);
    if (record.kind === "element") leaves.push(...leavesOf(record.element));
  }
  return leaves;
}

/** Any children that a type knows, in any order and number: most of them break the type. */
function anyElement(
  structure: Structure,
  { name, is }: Pick<ElementParticle, "name" | "is">,
  depth: number,
): fc.Arbitrary<TreeElement> {
  const type = structure.typeOf(is);
  const value = fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom("-", "1", "\r", "<&>\"'", "  "));
  if (type.kind === "value" || depth === 0)
    return value
      .filter((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text))
      .map((text) => leafElement(name, text, {}));
  const children = elementsOf(type).map((particle) =>
    fc.constant(particle).chain((child) => anyElement(structure, child, depth - 1)),
  );
  return fc
    .array(fc.oneof({ maxDepth: 12 }, ...children), { minLength: 1, maxLength: 5 })
    .map((some) => branchElement(name, some, {}));
}

const said = (leaves: readonly XmlLeaf[]): readonly string[] => leaves.map(({ path, value }) => `${path}=${value}`).sort();

test.each(structureNames)("what a tree says comes back whole from a file of %s, whatever its order", async (edition) => {
  const structure = loadStructure(edition);
  const parts = fc.array(anyElement(structure, { name: "transaction", is: "transaction" }, 4), { minLength: 1, maxLength: 3 });
  const header = fc.uniqueArray(fc.constantFrom("reason", "action", "rentity_id", "entity_reference", "report_code"), {
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(parts, header, async (transactions, names) => {
      const root = branchElement("report", [...transactions, ...names.map((name) => leafElement(name, "x", {}))], {});
      const first = await read((await write(root, { structure })).text);
      const [tree] = treesFromLeaves(first, "f.xml");
      if (tree === undefined) throw new Error("no tree");
      const second = await write(tree, { structure });
      expect(await read(second.text)).toEqual(first);
      const values = (element: TreeElement): readonly string[] =>
        element.children.length === 0 ? [`${element.name}=${element.text}`] : element.children.flatMap(values);
      const stated = root.children.flatMap(values).sort();
      expect(
        first.map(({ path, value }) => `${path.slice(path.lastIndexOf("/") + 1).replace(/\[\d+\]/, "")}=${value}`).sort(),
      ).toEqual(stated);
    }),
    { numRuns: 60 },
  );
});

const leaf = (name: string, text = "x"): TreeElement => leafElement(name, text, {});
const gh = loadStructure("gh-5.0.1");

test("text beside elements and attributes come back", async () => {
  const mixed: TreeElement = {
    ...branchElement("transaction", [leaf("comments", "a\r\nb")], {}),
    text: " loose ",
    attributes: [{ name: "a", value: '"\n<' }],
  };
  const { text } = await write(branchElement("report", [mixed], {}), { structure: gh });
  expect(said(await read(text))).toEqual([
    '/report/transaction[1]/@a="\n<',
    "/report/transaction[1]/comments=a\r\nb",
    "/report/transaction[1]/text()= loose ",
  ]);
});

test("all that is wrong is told with its path", async () => {
  const address = branchElement("ip_address", [leaf("ipv6", "1:2:3:4:5:6:7:8"), leaf("ipv4", "10.0.0.1")], {});
  const device = branchElement("from_transaction_additional_info", [branchElement("network_device", [address], {})], {});
  const from = branchElement("t_from", [leaf("from_country", "XX"), device, leaf("made_up")], {});
  const { problems, text } = await write(
    branchElement("report", [branchElement("transaction", [from, leaf("amount_local", "1e5")], {})], {}),
    { structure: gh },
  );
  const told = problems.map(({ kind, path }) => `${kind} ${path.replace("/report/transaction[1]", "")}`);
  expect(told).toEqual(
    expect.arrayContaining([
      "value /amount_local",
      "value /t_from/from_country",
      "unknown /t_from/made_up",
      "missing /t_from/from_funds_code",
      "missing /t_from/from_account or from_person or from_entity",
      "missing /t_to_my_client or t_to",
      "missing /transactionnumber",
      "missing /report/report_indicators",
    ]),
  );
  expect(told.filter((one) => one.includes("ip_address"))).toEqual([]);
  expect(text.indexOf("<ipv4>")).toBeLessThan(text.indexOf("<ipv6>"));
});

test("elements that the FIU's software does not read are left out and told", async () => {
  const transaction = branchElement(
    "transaction",
    [leaf("transactionnumber", "1"), leaf("agent_name"), leaf("transaction_is_suspicious", "true")],
    {},
  );
  const { problems, text } = await write(branchElement("report", [transaction], {}), { structure: gh, lowestSupported: "5.0" });
  expect(problems.filter(({ kind }) => kind === "left-out").map(({ path }) => path)).toEqual([
    "/report/transaction[1]/agent_name",
    "/report/transaction[1]/transaction_is_suspicious",
  ]);
  expect(text).not.toContain("agent_name");
});

test("a transaction that is refused is not in the file, and the others are", async () => {
  const numbered = (text: string): TreeElement => branchElement("transaction", [leaf("transactionnumber", text)], {});
  const { text } = await write(branchElement("report", [numbered("one"), numbered("two")], {}), {
    structure: gh,
    judge: ({ element }) => element.children[0]?.text !== "one",
  });
  expect([text.includes("one"), text.includes("two")]).toEqual([false, true]);
});
