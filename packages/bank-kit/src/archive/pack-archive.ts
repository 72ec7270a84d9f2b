import { crc32, deflateRawSync } from "node:zlib";
import { fail } from "@tributary/domain";

export interface FileToPack {
  /** With `/` between folders. */
  readonly name: string;
  readonly content: Uint8Array;
}

const byteMax = 0xffff_ffff;
/** 1980-01-01, the first date that the format can say: the same files give the same archive at any time. */
const noDate = 0x21;
const utf8Flag = 0x800;

/**
 * Packs files into a ZIP archive, in the order given: the same files give the same bytes. For archives that fit in memory.
 * Throws FILE_TOO_LARGE beyond the format's short records: 65,534 files, 4 GiB.
 */
export function packArchive(files: readonly FileToPack[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, content } of files) {
    const nameBytes = Buffer.from(name, "utf8");
    const packed = deflateRawSync(content);
    const fields = { sum: crc32(content), packed: packed.length, byteCount: content.length, nameBytes: nameBytes.length };
    const local = Buffer.concat([localHeader(fields), nameBytes, packed]);
    directory.push(directoryHeader(fields, at), nameBytes);
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  if (files.length >= 0xffff || at + listed.length > byteMax) {
    fail("FILE_TOO_LARGE", {
      found: `${files.length} files, ${at} bytes`,
      expected: "at most 65534 files and 4 GiB in one archive",
    });
  }
  return Buffer.concat([...parts, listed, endRecord({ count: files.length, size: listed.length, start: at })]);
}

interface Fields {
  readonly sum: number;
  readonly packed: number;
  readonly byteCount: number;
  readonly nameBytes: number;
}

/** From the version that is needed to the lengths of name and extra fields: what both headers have in common. */
function commonFields({ sum, packed, byteCount, nameBytes }: Fields): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(utf8Flag, 2);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt16LE(noDate, 8);
  fields.writeUInt32LE(sum, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(byteCount, 18);
  fields.writeUInt16LE(nameBytes, 22);
  return fields;
}

function localHeader(fields: Fields): Buffer {
  return Buffer.concat([Buffer.from("PK\u0003\u0004"), commonFields(fields)]);
}

function directoryHeader(fields: Fields, start: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(start, 10);
  return Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000"), commonFields(fields), rest]);
}

function endRecord({ count, size, start }: { count: number; size: number; start: number }): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  return end;
}
