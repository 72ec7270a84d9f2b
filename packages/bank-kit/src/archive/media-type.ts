/** Bytes that are enough to tell every type below. */
export const mediaHeadBytes = 512;

interface Magic {
  readonly at: number;
  readonly bytes: readonly number[];
  readonly mediaType: string;
}

const ascii = (text: string): readonly number[] => Array.from(text, (character) => character.charCodeAt(0));

/** First bytes of file types (each format's own specification). Text types are told by what they hold, below. */
const magics: readonly Magic[] = [
  { at: 0, bytes: ascii("PK\u0003\u0004"), mediaType: "application/zip" },
  { at: 0, bytes: ascii("PK\u0005\u0006"), mediaType: "application/zip" },
  { at: 0, bytes: ascii("PK\u0007\u0008"), mediaType: "application/zip" },
  { at: 0, bytes: [0x1f, 0x8b], mediaType: "application/gzip" },
  { at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], mediaType: "application/x-7z-compressed" },
  { at: 0, bytes: ascii("Rar!\u001a\u0007"), mediaType: "application/vnd.rar" },
  { at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], mediaType: "application/x-xz" },
  { at: 0, bytes: ascii("BZh"), mediaType: "application/x-bzip2" },
  { at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd], mediaType: "application/zstd" },
  { at: 0, bytes: ascii("MSCF"), mediaType: "application/vnd.ms-cab-compressed" },
  { at: 0, bytes: ascii("LZIP"), mediaType: "application/x-lzip" },
  { at: 257, bytes: ascii("ustar"), mediaType: "application/x-tar" },
  { at: 0, bytes: ascii("%PDF-"), mediaType: "application/pdf" },
  { at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], mediaType: "image/png" },
  { at: 0, bytes: [0xff, 0xd8, 0xff], mediaType: "image/jpeg" },
  { at: 0, bytes: ascii("GIF8"), mediaType: "image/gif" },
  { at: 0, bytes: [0x49, 0x49, 0x2a, 0x00], mediaType: "image/tiff" },
  { at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a], mediaType: "image/tiff" },
  { at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], mediaType: "application/x-ole-storage" },
];

const archiveTypes: ReadonlySet<string> = new Set([
  "application/zip",
  "application/gzip",
  "application/x-7z-compressed",
  "application/vnd.rar",
  "application/x-xz",
  "application/x-bzip2",
  "application/zstd",
  "application/vnd.ms-cab-compressed",
  "application/x-lzip",
  "application/x-tar",
]);

const officeType = "application/vnd.openxmlformats-officedocument";
const openDocumentType = "application/vnd.oasis.opendocument";

/** What a file is by its first bytes, whatever its name says; `application/octet-stream` where they do not tell. */
export function mediaTypeOf(head: Uint8Array): string {
  const magic = magics.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte));
  if (magic?.mediaType === "application/zip") return zipTypeOf(head);
  if (magic !== undefined) return magic.mediaType;
  const text = asciiOf(head).trimStart();
  if (text.startsWith("<")) return "application/xml";
  return head.length > 0 && !head.includes(0) ? "text/plain" : "application/octet-stream";
}

/** Whether a media type packs other files. Office documents are ZIP files too; they count as documents, which nothing opens. */
export function isArchiveType(mediaType: string): boolean {
  return archiveTypes.has(mediaType);
}

/** Office documents are told by the name of their first entry, which stands at byte 30. */
function zipTypeOf(head: Uint8Array): string {
  const name = String.fromCharCode(...head.subarray(30, 30 + ((head[26] ?? 0) | ((head[27] ?? 0) << 8))));
  if (/^(\[Content_Types\]\.xml$|_rels\/|docProps\/|word\/|xl\/|ppt\/)/.test(name)) return officeType;
  return name === "mimetype" ? openDocumentType : "application/zip";
}

function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.filter((byte) => byte > 0 && byte < 0x80));
}
