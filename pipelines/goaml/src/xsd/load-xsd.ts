import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { type Digest, digestBytes, fail, showFound } from "@tributary/domain";
import { ParseOption, XmlDocument, XsdValidator } from "libxml2-wasm";
import { normaliseXsd, type XsdChange } from "./normalise-xsd.ts";
import { splitXsd } from "./split-xsd.ts";

/** A schema that is ready to check with. `close` frees its memory. */
export interface LoadedXsd {
  readonly payment: XsdValidator;
  readonly frame: XsdValidator;
  readonly close: () => void;
}

export interface XsdText {
  readonly file: string;
  /** Of the file as it stands. */
  readonly sha256: Digest;
  readonly text: string;
  readonly changes: readonly XsdChange[];
}

const xsdBytesMax = 16 * 1024 * 1024;

/** Reads the FIU's schema and puts its patterns right. Error FILE_UNREADABLE. */
export function readXsd(path: string): XsdText {
  const file = basename(path);
  const bytes = readBytes(path, file);
  const text = new TextDecoder("utf-8").decode(bytes);
  const forbidden = /<!DOCTYPE|<(?:\w+:)?(?:import|include|redefine|override)[\s>]/.exec(text)?.[0];
  if (forbidden !== undefined) {
    fail("FILE_UNREADABLE", {
      found: `${forbidden} in the schema`,
      expected: "a schema in one file, without a document type",
      where: { file },
    });
  }
  return { file, sha256: digestBytes(bytes), ...normaliseXsd(text) };
}

function readBytes(path: string, file: string): Uint8Array {
  try {
    if (statSync(path).size > xsdBytesMax) throw new Error(`more than ${xsdBytesMax} bytes`);
    return readFileSync(path);
  } catch (error) {
    const found = error instanceof Error ? error.message : "an error";
    return fail("FILE_UNREADABLE", { found, expected: "the FIU's schema, an XSD file of at most 16 MiB", where: { file } });
  }
}

/** Compiles the schema twice, for payments and for what stands around them. Error FILE_UNREADABLE where it does not compile. */
export function compileXsd({ text, file }: Pick<XsdText, "text" | "file">): LoadedXsd {
  const split = splitXsd(text);
  if (split === null)
    return fail("FILE_UNREADABLE", { found: "no element transaction", expected: "a schema of goAML reports", where: { file } });
  const payment = compile(split.payment, file);
  const frame = compile(split.frame, file);
  return {
    payment,
    frame,
    close: () => {
      payment.dispose();
      frame.dispose();
    },
  };
}

function compile(text: string, file: string): XsdValidator {
  try {
    const document = XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET });
    try {
      return XsdValidator.fromDoc(document);
    } finally {
      document.dispose();
    }
  } catch (error) {
    const found = `a schema that does not compile: ${showFound(error instanceof Error ? error.message.trim() : "an error")}`;
    return fail("FILE_UNREADABLE", { found, expected: "a schema that a strict validator takes", where: { file } });
  }
}
