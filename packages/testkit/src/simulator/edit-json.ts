import type { Json, JsonObject } from "./block-json.ts";
import { signers } from "./cast.ts";
import { quantity } from "./hex-bytes.ts";
import type { Random } from "./random.ts";

/** The whole after its part was changed; undefined where there is no such part. */
export function edit<Whole, Part>(whole: Whole, part: Part | undefined, change: (part: Part) => void): Whole | undefined {
  if (part === undefined) return undefined;
  change(part);
  return whole;
}

export function pickOne(random: Random, values: readonly JsonObject[]): JsonObject | undefined {
  return values.length === 0 ? undefined : random.pick(values);
}

export function bump(own: JsonObject, key: string): void {
  own[key] = quantity(BigInt(String(own[key])) + 1n);
}

/** The last digit of a log's data, or of its last topic where it has none. */
export function flipWord(log: JsonObject): void {
  const data = String(log["data"]);
  const list = log["topics"];
  if (data !== "0x") log["data"] = flipLast(data);
  else if (Array.isArray(list)) log["topics"] = [...list.slice(0, -1), flipLast(String(list.at(-1)))];
}

function flipLast(hex: string): string {
  return `${hex.slice(0, -1)}${hex.endsWith("0") ? "1" : "0"}`;
}

export function replaceAddress(random: Random, own: JsonObject, key: string): void {
  replaceText(own, key, random.pick(signers.filter(({ address }) => address !== own[key])).address);
}

/** Another text than before; one that would be the same is turned instead. */
export function replaceText(own: JsonObject, key: string, text: string): void {
  own[key] = own[key] === text ? flipLast(text) : text;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
