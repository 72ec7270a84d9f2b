import { fail } from "@tributary/domain";
import type { NodeFile } from "./node-file.ts";

/** Where one record of a node's file stands: the bytes behind its magic and its length. */
export interface RecordPlace {
  readonly at: number;
  readonly size: number;
}

const frameBytes = 8;
/** No block has more bytes than this, and no undo data of a block comes near. */
const recordBytesMax = 32 * 1024 ** 2;

/**
 * The records of `blk…dat` or `rev…dat` in the order in which they stand: magic, length, bytes, and `tailBytes` more. Ends at the blank part; a record that is cut by the
 * file's end is one that the node was writing, and is left out. Errors: FILE_UNREADABLE.
 */
export async function scanRecords(file: NodeFile, form: { magic: string; tailBytes: number }): Promise<readonly RecordPlace[]> {
  const places: RecordPlace[] = [];
  let at = 0;
  while (at + frameBytes <= file.size && !(await file.isBlank(at))) {
    const frame = await file.read(at, frameBytes);
    const magic = frame.subarray(0, 4).toString("hex");
    const size = frame.readUInt32LE(4);
    if (magic !== form.magic || size > recordBytesMax)
      return fail("FILE_UNREADABLE", {
        found: `${magic} and a length of ${size} at byte ${at}`,
        expected: `${form.magic} and a length of at most ${recordBytesMax}`,
        where: { file: file.name },
      });
    if (at + frameBytes + size + form.tailBytes > file.size) break;
    places.push({ at: at + frameBytes, size });
    at += frameBytes + size + form.tailBytes;
  }
  return places;
}
