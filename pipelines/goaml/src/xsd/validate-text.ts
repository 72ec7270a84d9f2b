import { ParseOption, XmlDocument, XmlValidateError, type XsdValidator } from "libxml2-wasm";

/** One complaint of the validator; lines count from 1 in the text that was given. */
export interface XsdComplaint {
  readonly message: string;
  readonly line: number;
  /** `/report/location/city`, as the validator writes paths; empty where it tells none. */
  readonly path: string;
}

export type XsdAnswer =
  | { readonly ran: true; readonly complaints: readonly XsdComplaint[] }
  | { readonly ran: false; readonly reason: string };

/** Asks the validator about one text. No network, no files, no entities; lines beyond 65,535 are right. An engine's failure is no answer. */
export function validateText(validator: XsdValidator, xml: string): XsdAnswer {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_BIG_LINES });
    validator.validate(document);
    return { ran: true, complaints: [] };
  } catch (error) {
    if (!(error instanceof XmlValidateError) || error.details.length === 0) {
      return { ran: false, reason: error instanceof Error ? error.message.trim() : "an error" };
    }
    const complaints = error.details.map(({ message, line, xpath = "" }) => ({
      message: withoutValue(message.trim()),
      line,
      path: xpath,
    }));
    return { ran: true, complaints };
  } finally {
    document?.dispose();
  }
}

/** The validator repeats the value that it refuses, which may be a name; findings go into answers and logs. */
function withoutValue(message: string): string {
  return message.replace(
    /(: (?:\[[^\]]*\] )?)(?:The value )?'[\s\S]*' (is not (?:a valid|accepted|an element))/,
    "$1the value $2",
  );
}
