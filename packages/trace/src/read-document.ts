import { type ErrorCode, type Finding, type Locator, type Result, showFound } from "@tributary/domain";

/** Reads a plain document value by value; what cannot be read becomes a finding, and reading goes on. */
export interface DocumentReader {
  readonly where: Locator;
  readonly findings: Finding[];
}

/** A value at a path of the document. */
export interface Field {
  readonly path: string;
  readonly value: unknown;
}

export function report(reader: DocumentReader, { path, value }: Field, what: { code?: ErrorCode; expected: string }): undefined {
  const where: Locator = path === "" ? reader.where : { ...reader.where, path };
  reader.findings.push({ code: what.code ?? "VALUE_UNREADABLE", where, found: describe(value), expected: what.expected });
  return undefined;
}

/** A mapping's fields; a key that is not among `keys` is a finding. */
export function readFields(
  reader: DocumentReader,
  field: Field,
  keys: readonly string[],
): ReadonlyMap<string, Field> | undefined {
  const { path, value } = field;
  if (typeof value !== "object" || value === null || Array.isArray(value) || isForeign(value)) {
    return report(reader, field, { expected: `a mapping with the keys ${keys.join(", ")}` });
  }
  const fields = new Map<string, Field>();
  for (const [key, inner] of Object.entries(value)) {
    const place = path === "" ? key : `${path}.${key}`;
    if (keys.includes(key)) fields.set(key, { path: place, value: inner });
    else report(reader, { path: place, value: key }, { code: "FIELD_UNKNOWN", expected: `one of the keys ${keys.join(", ")}` });
  }
  return fields;
}

/** A field that must be there. */
export function requireField(
  reader: DocumentReader,
  fields: ReadonlyMap<string, Field>,
  key: { name: string; path: string },
): Field | undefined {
  const field = fields.get(key.name);
  if (field !== undefined && field.value !== null && field.value !== undefined) return field;
  const path = key.path === "" ? key.name : `${key.path}.${key.name}`;
  return report(reader, { path, value: undefined }, { code: "FIELD_MISSING", expected: `the key ${key.name}` });
}

/** A field that may be left out; null counts as left out. */
export function optionalField(fields: ReadonlyMap<string, Field>, name: string): Field | undefined {
  const field = fields.get(name);
  return field === undefined || field.value === null || field.value === undefined ? undefined : field;
}

export function readItems<Value>(
  reader: DocumentReader,
  field: Field | undefined,
  readItem: (item: Field) => Value | undefined,
): Value[] {
  if (field === undefined) return [];
  if (!Array.isArray(field.value)) {
    report(reader, field, { expected: "a list" });
    return [];
  }
  const items: unknown[] = field.value;
  return items.flatMap((value, index) => {
    const item = readItem({ path: `${field.path}[${index}]`, value });
    return item === undefined ? [] : [item];
  });
}

export function readText(reader: DocumentReader, field: Field, expected = "a text"): string | undefined {
  return typeof field.value === "string" ? field.value : report(reader, field, { expected });
}

/** A text that one of the domain's parsers reads. */
export function readParsed<Value>(
  reader: DocumentReader,
  field: Field,
  parse: (text: string) => Result<Value>,
): Value | undefined {
  if (typeof field.value !== "string") return report(reader, field, { expected: "a text, in quotes" });
  const parsed = parse(field.value);
  if (parsed.ok) return parsed.value;
  const where = { ...reader.where, path: field.path };
  reader.findings.push({ ...parsed.refusal, where });
  return undefined;
}

export function readChoice<Choice extends string>(
  reader: DocumentReader,
  field: Field,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === field.value) ?? report(reader, field, { expected: `one of ${choices.join(", ")}` });
}

export function readInteger(
  reader: DocumentReader,
  field: Field,
  bounds: { readonly min: number; readonly max: number },
): number | undefined {
  const { value } = field;
  const isRight = typeof value === "number" && Number.isSafeInteger(value) && value >= bounds.min && value <= bounds.max;
  return isRight ? value : report(reader, field, { expected: `a whole number, ${bounds.min} to ${bounds.max}` });
}

export function readFlag(reader: DocumentReader, field: Field): boolean | undefined {
  return typeof field.value === "boolean" ? field.value : report(reader, field, { expected: "true or false" });
}

/** Dates, maps and other objects that a reader of YAML may make are no plain mappings. */
function isForeign(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return value === "" ? "nothing" : showFound(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "a mapping";
  return showFound(`${typeof value} ${String(value)}`);
}
