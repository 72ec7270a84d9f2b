import { type DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createChunkOpener } from "./column-chunk.ts";

const amountMax = 2n ** 256n - 1n;
const arbitraryRow = fc.record({
  text: fc.oneof(fc.string({ unit: "binary", maxLength: 14 }), fc.string({ unit: "binary", minLength: 12, maxLength: 300 })),
  atoms: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 80n }), fc.bigInt({ min: 0n, max: amountMax }), fc.constant(amountMax)),
});

test("texts and amounts of any length come out of the engine as they went in", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryRow, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 90 }),
      async (rows, times) => {
        const said = rows.map(({ text, atoms }) => ({ text: Buffer.from(text).toString("base64"), atoms: `${atoms}` }));
        const result = await connection.stream(
          `SELECT decode(from_base64(json_extract_string(r.value, '$.text'))) AS text, json_extract_string(r.value, '$.atoms')::BIGNUM AS atoms
         FROM range($times::BIGINT) AS t, json_each($rows::JSON) AS r ORDER BY t.range, r.id`,
          { times: BigInt(times), rows: JSON.stringify(said) },
        );
        const open = createChunkOpener(["text", "atoms"]);
        let row = 0;
        for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
          const { rowCount, texts, amounts } = open(chunk);
          const { bytes, starts } = texts("text");
          const words = amounts("atoms");
          for (let index = 0; index < rowCount; index += 1, row += 1) {
            const wanted = rows[row % rows.length];
            expect(Buffer.from(bytes.subarray(starts[index], starts[index + 1])).toString("utf8")).toBe(wanted?.text);
            expect(amountOf(words.subarray(index * 8, index * 8 + 8))).toBe(wanted?.atoms);
          }
        }
        expect(row).toBe(rows.length * times);
      },
    ),
    { numRuns: 40 },
  );
  connection.closeSync();
  instance.closeSync();
});

/** The first chunk of a query of one column `c`. */
async function firstChunk(sql: string): Promise<DuckDBDataChunk> {
  const instance = await DuckDBInstance.create(":memory:");
  const chunk = await (await (await instance.connect()).stream(sql)).fetchChunk();
  if (chunk === null) throw new Error("the query has rows");
  return chunk;
}

test.each([
  ["a text", "texts", "SELECT CASE WHEN r <> 33 THEN repeat('x', 20) END AS c FROM range(65) AS t(r)"],
  ["an amount", "amounts", "SELECT CASE WHEN r <> 64 THEN r::BIGNUM END AS c FROM range(65) AS t(r)"],
  ["a number", "integers", "SELECT CASE WHEN r <> 30 THEN r::UINTEGER END AS c FROM range(31) AS t(r)"],
  ["a time", "longs", "SELECT CASE WHEN r <> 0 THEN r::BIGINT END AS c FROM range(2048) AS t(r)"],
] as const)("a row without %s is not taken for one", async (_, column, sql) => {
  const chunk = createChunkOpener(["c"])(await firstChunk(sql));
  expect(() => chunk[column]("c")).toThrow("column c is never empty");
});

test("a column that could be empty and is not is read", async () => {
  const { texts } = createChunkOpener(["c"])(
    await firstChunk("SELECT CASE WHEN r < 31 THEN repeat('x', 20) END AS c FROM range(40) AS t(r) WHERE r < 31"),
  );
  expect(Buffer.from(texts("c").bytes).toString("utf8")).toBe("x".repeat(20 * 31));
});

test("an amount below zero is none", async () => {
  const { amounts } = createChunkOpener(["c"])(await firstChunk("SELECT (-5)::BIGNUM AS c"));
  expect(() => amounts("c")).toThrow("an amount is not below zero");
});

test("a text that does not begin as the engine says is not given", async () => {
  const chunk = await firstChunk("SELECT 'account-of-' || r AS c FROM range(1000, 1003) AS t(r)");
  const { dataView } = chunk.getColumnVector(0) as unknown as { readonly dataView: DataView };
  // The address of another text, which begins in another way: that of the value after, from its second byte on.
  dataView.setUint32(8, dataView.getUint32(8 + 16, true) + 1, true);
  expect(() => createChunkOpener(["c"])(chunk).texts("c")).toThrow("begins with the bytes");
});

function amountOf(words: Uint32Array): bigint {
  return words.reduceRight((sum, word) => sum * 2n ** 32n + BigInt(word), 0n);
}
