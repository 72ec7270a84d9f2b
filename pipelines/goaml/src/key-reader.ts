import { fail } from "@tributary/domain";

/** Where a value stands in a file of this pipeline's own data. */
export interface Place {
  readonly file: string;
  readonly path: string;
}

export type Read<Value> = (value: unknown, place: Place) => Value;

/** Reads the keys of one object; what it does not know is an error. */
export interface KeyReader {
  readonly value: <Value>(key: string, read: Read<Value>) => Value;
  readonly nullable: <Value>(key: string, read: Read<Value>) => Value | null;
  /** Null where the key is absent. */
  readonly optional: <Value>(key: string, read: Read<Value>) => Value | null;
  readonly text: (key: string) => string;
  readonly texts: (key: string) => readonly string[];
  readonly has: (key: string) => boolean;
  /** Keys that nothing has read are an error. */
  readonly end: () => void;
}

/** Errors of all readers: FIELD_MISSING, FIELD_UNKNOWN, VALUE_UNREADABLE, with file and key path. */
export function createKeyReader(value: unknown, place: Place): KeyReader {
  const entries = readEntries(value, place);
  const unread = new Set(entries.keys());
  const placeOf = (key: string): Place => ({ file: place.file, path: `${place.path}/${key}` });
  const take = <Value>(key: string, read: Read<Value>): Value => {
    unread.delete(key);
    return entries.has(key)
      ? read(entries.get(key), placeOf(key))
      : fail("FIELD_MISSING", { found: "nothing", expected: `the key ${key}`, where: placeOf(key) });
  };
  return {
    value: take,
    nullable: (key, read) => take(key, (found, at) => (found === null ? null : read(found, at))),
    optional: (key, read) => (entries.has(key) ? take(key, read) : null),
    text: (key) => take(key, readText),
    texts: (key) => take(key, readTexts),
    has: (key) => entries.has(key),
    end: () => {
      for (const key of unread) fail("FIELD_UNKNOWN", { found: key, expected: "a known key", where: placeOf(key) });
    },
  };
}

/** An object as a map: no key of it can be one that every object inherits. */
export function readEntries(value: unknown, place: Place): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return failValue(value, "an object", place);
  return new Map(Object.entries(value));
}

export function readMap<Value>(read: Read<Value>): Read<ReadonlyMap<string, Value>> {
  return (value, place) =>
    new Map(
      [...readEntries(value, place)].map(([key, entry]) => [
        key,
        read(entry, { file: place.file, path: `${place.path}/${key}` }),
      ]),
    );
}

export function readList<Value>(read: Read<Value>): Read<readonly Value[]> {
  return (value, place) =>
    Array.isArray(value)
      ? value.map((item, index) => read(item, { file: place.file, path: `${place.path}/${index}` }))
      : failValue(value, "a list", place);
}

export function readText(value: unknown, place: Place): string {
  return typeof value === "string" && value !== "" ? value : failValue(value, "a text", place);
}

export function readTexts(value: unknown, place: Place): readonly string[] {
  return readList(readText)(value, place);
}

export function readBoolean(value: unknown, place: Place): boolean {
  return typeof value === "boolean" ? value : failValue(value, "true or false", place);
}

/** A whole number from 0 up. */
export function readCount(value: unknown, place: Place): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? value
    : failValue(value, "a whole number from 0 up", place);
}

export function readOneOf<Word extends string>(words: readonly Word[]): Read<Word> {
  return (value, place) => words.find((word) => word === value) ?? failValue(value, `one of ${words.join(", ")}`, place);
}

export function failValue(value: unknown, expected: string, where: Place): never {
  return fail("VALUE_UNREADABLE", { found: JSON.stringify(value) ?? "nothing", expected, where });
}
