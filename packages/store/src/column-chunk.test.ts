import { DuckDBInstance } from "@duckdb/node-api";
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

function amountOf(words: Uint32Array): bigint {
  return words.reduceRight((sum, word) => sum * 2n ** 32n + BigInt(word), 0n);
}
