import type { ColumnChunk } from "@tributary/store";
import type { FileEntry } from "./manifest.ts";
import { createTextWriter } from "./write-columns.ts";

/** Numbers by the rank of a text among those of one stretch of the ledger. */
export interface RankedTexts {
  readonly numbers: Uint32Array;
  readonly added: number;
  readonly file: FileEntry;
}

export interface RankTexts {
  readonly rows: AsyncIterable<ColumnChunk>;
  readonly key: string;
  /** The number that a text has already. */
  readonly known: (text: string) => number | undefined;
  readonly firstNew: number;
  readonly folder: string;
  readonly name: string;
}

/** Gives every text its number: the one that it has, or the next, which is written down in the order of the texts. */
export async function rankTexts({ rows, key, known, firstNew, folder, name }: RankTexts): Promise<RankedTexts> {
  const writer = await createTextWriter(folder, name);
  let numbers = new Uint32Array(1 << 12);
  let count = 0;
  for await (const chunk of rows)
    for (const text of chunk.texts(key)) {
      if (text === null) throw new Error(`broken invariant: ${key} is never empty`);
      const number = known(text) ?? firstNew + writer.count();
      if (number === firstNew + writer.count()) await writer.add(text);
      if (count === numbers.length) {
        const longer = new Uint32Array(count * 2);
        longer.set(numbers);
        numbers = longer;
      }
      numbers[count] = number;
      count += 1;
    }
  return { numbers: numbers.subarray(0, count), added: writer.count(), file: await writer.close() };
}
