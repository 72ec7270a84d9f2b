/** Where a value of a JSON document stands. */
export interface JsonPlace {
  /** JSON pointer (RFC 6901): `/transactions/0/startingActions/1`. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 code units. */
  readonly column: number;
  /** Its first character, and one past its last, in the document. */
  readonly start: number;
  readonly end: number;
}

export interface JsonObject extends JsonPlace {
  readonly kind: "object";
  /** In order. Keys are data: `__proto__` is one like any other. */
  readonly entries: ReadonlyMap<string, JsonNode>;
}

export interface JsonArray extends JsonPlace {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
}

/** A string decoded; a number, `true`, `false` or `null` as it is written. */
export interface JsonScalar extends JsonPlace {
  readonly kind: "string" | "number" | "word";
  readonly text: string;
}

export type JsonNode = JsonObject | JsonArray | JsonScalar;

export interface JsonLeaf {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/** All that a document says, in order: scalars, and `[]` and `{}` where they are empty. The depth is bounded by the reader. */
export function jsonLeaves(node: JsonNode): readonly JsonLeaf[] {
  const leaves: JsonLeaf[] = [];
  addLeaves(node, leaves);
  return leaves;
}

function addLeaves(node: JsonNode, leaves: JsonLeaf[]): void {
  const { path, line } = node;
  if (node.kind === "object") {
    if (node.entries.size === 0) leaves.push({ path, line, value: "{}" });
    for (const child of node.entries.values()) addLeaves(child, leaves);
  } else if (node.kind === "array") {
    if (node.items.length === 0) leaves.push({ path, line, value: "[]" });
    for (const child of node.items) addLeaves(child, leaves);
  } else leaves.push({ path, line, value: node.text });
}
