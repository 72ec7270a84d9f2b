import { inflateRawSync } from "node:zlib";
import { packArchive } from "@tributary/bank-kit";
import type { BytesEdit } from "./bank-fuzz-bytes.ts";
import type { Random } from "./bank-fuzz-random.ts";

export interface Part {
  readonly name: string;
  readonly content: Buffer;
}

interface Entry extends Part {
  readonly localAt: number;
  readonly centralAt: number;
}

const centralSignature = Buffer.from("PK\x01\x02", "latin1");

/** The entries of an archive that is whole, by its central directory. */
function entriesOf(zip: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = zip.indexOf(centralSignature); at >= 0; at = zip.indexOf(centralSignature, at + 46)) {
    const nameLength = zip.readUInt16LE(at + 28);
    const localAt = zip.readUInt32LE(at + 42);
    const start = localAt + 30 + zip.readUInt16LE(localAt + 26) + zip.readUInt16LE(localAt + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    entries.push({
      name: zip.toString("latin1", at + 46, at + 46 + nameLength),
      content: zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed),
      localAt,
      centralAt: at,
    });
  }
  return entries;
}

export const partsOf = (zip: Buffer): readonly Part[] => entriesOf(zip).map(({ name, content }) => ({ name, content }));

export const pack = (parts: readonly Part[]): Buffer => Buffer.from(packArchive(parts));

/** Offsets of fields in the two headers of an entry, and their lengths. */
const fields = [
  { name: "version", local: 4, central: 6, size: 2 },
  { name: "flags", local: 6, central: 8, size: 2 },
  { name: "method", local: 8, central: 10, size: 2 },
  { name: "check sum", local: 14, central: 16, size: 4 },
  { name: "packed size", local: 18, central: 20, size: 4 },
  { name: "size", local: 22, central: 24, size: 4 },
  { name: "name length", local: 26, central: 28, size: 2 },
  { name: "extra length", local: 28, central: 30, size: 2 },
];

/** One field of one header, or of both, gets a wrong value. */
function editField(zip: Buffer, random: Random): BytesEdit {
  const copy = Buffer.from(zip);
  const entry = random.pick(entriesOf(zip));
  const field = random.pick(fields);
  const value = random.pick([0, 1, 8, 99, 2 ** (8 * field.size) - 1, random.below(2 ** (8 * field.size - 1))]);
  const which = random.below(3);
  if (which !== 1) copy.writeUIntLE(value, entry.localAt + field.local, field.size);
  if (which !== 0) copy.writeUIntLE(value, entry.centralAt + field.central, field.size);
  return { name: `header: ${field.name}`, bytes: copy };
}

const names = ["../evil.xml", "/etc/x.xml", "C:\\x.xml", "a\0.xml", "x/".repeat(200), "", "con.xml", "a//b.xml", "\xff\xfe.xml"];

/** Edits of an archive: of headers, of the directory, of names, of what stands inside. */
export function editArchive(zip: Buffer, random: Random): BytesEdit {
  const parts = partsOf(zip);
  if (parts.length === 0) return { name: "none", bytes: zip };
  const chosen = random.pick(parts);
  const endAt = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const withEnd = (offset: number, size: number): Buffer => {
    const copy = Buffer.from(zip);
    copy.writeUIntLE(random.below(2 ** (8 * size - 1)), endAt + offset, size);
    return copy;
  };
  const edits: readonly (() => BytesEdit)[] = [
    () => editField(zip, random),
    () => editField(zip, random),
    () => ({ name: "directory: count", bytes: withEnd(8, 2) }),
    () => ({ name: "directory: offset", bytes: withEnd(16, 4) }),
    () => ({ name: "directory: size", bytes: withEnd(12, 4) }),
    () => ({ name: "truncated", bytes: zip.subarray(0, random.below(zip.length)) }),
    () => ({ name: "before", bytes: Buffer.concat([Buffer.from("MZ".repeat(1 + random.below(50))), zip]) }),
    () => ({ name: "behind", bytes: Buffer.concat([zip, Buffer.alloc(1 + random.below(70_000), 0x20)]) }),
    () => ({ name: "twice", bytes: Buffer.concat([zip, zip]) }),
    () => ({ name: "entry twice", bytes: pack([...parts, chosen]) }),
    () => ({ name: "entry less", bytes: pack(parts.filter((part) => part !== chosen)) }),
    () => ({ name: "name", bytes: renamed(zip, chosen.name, random.pick(names)) }),
    () => ({ name: "nested", bytes: pack([...parts, { name: "inner.zip", content: zip }]) }),
    () => ({
      name: "many entries",
      bytes: pack([
        ...parts,
        ...Array.from({ length: 300 }, (_, index) => ({ name: `n${index}.txt`, content: Buffer.alloc(0) })),
      ]),
    }),
    () => ({ name: "bomb", bytes: pack([...parts, { name: "zeros.bin", content: Buffer.alloc(2 ** 20) }]) }),
  ];
  return random.pick(edits)();
}

/** The name of an entry in both headers, cut or filled to its length. */
function renamed(zip: Buffer, name: string, wanted: string): Buffer {
  const copy = Buffer.from(zip);
  const written = Buffer.from(wanted.slice(0, name.length).padEnd(name.length, "_"), "latin1");
  for (const { localAt, centralAt, name: found } of entriesOf(zip)) {
    if (found !== name) continue;
    written.copy(copy, localAt + 30);
    written.copy(copy, centralAt + 46);
  }
  return copy;
}
