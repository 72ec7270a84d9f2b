import { parse } from "lossless-json";

const text: unique symbol = Symbol("text");

/** A number of a JSON text, as it stood there. No JSON object can pass for one. */
export interface ExactNumber {
  readonly [text]: string;
}

/** The number's own text, `0.00000546`; undefined for what is no exact number. */
export function readExactNumber(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && text in value && typeof value[text] === "string"
    ? value[text]
    : undefined;
}

/** Reads JSON so that no number passes through a float: each is an `ExactNumber`. Throws a SyntaxError, also for a key that comes twice. */
export function parseExactJson(json: string): unknown {
  return parse(json, undefined, (digits): ExactNumber => ({ [text]: digits }));
}
