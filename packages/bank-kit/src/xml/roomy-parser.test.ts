import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { RoomyParser } from "./roomy-parser.ts";

const events = [
  "doctype",
  "opentagstart",
  "attribute",
  "opentag",
  "text",
  "cdata",
  "comment",
  "processinginstruction",
  "closetag",
];

test("a parser with a handler for every event stays in the engine's fast form", () => {
  setFlagsFromString("--allow-natives-syntax");
  const isFast: (value: object) => boolean = runInThisContext("(value) => %HasFastProperties(value)");
  const parser = new RoomyParser();
  for (const event of events) parser.on(event as "text", () => undefined);
  parser.write("<a><b>text</b>");
  expect(isFast(parser)).toBe(true);
});
