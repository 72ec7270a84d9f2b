export { decodeTagFile, type TagCounts, type TagDecoding, type TagFile } from "./decode-tag-file.ts";
export { ingestTags, type TagReport } from "./ingest-tags.ts";
export { type TagTables, tagTables } from "./tag-tables.ts";
