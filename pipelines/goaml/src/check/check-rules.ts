/** Every rule of the check, by the name that a finding gives as `<profile>/<rule>` and a profile sets a severity for. */
export const checkRules = [
  /** An element that the edition does not know at this place. */
  "unknown-element",
  /** An element that the edition has switched off. */
  "switched-off",
  "order",
  "missing",
  "too-many",
  /** Two alternatives of which one may stand. */
  "choice",
  "attribute",
  "namespace",
  /** Text beside child elements, or child elements where text belongs. */
  "shape",
  "code",
  "length",
  "pattern",
  "boolean",
  "number",
  "bounds",
  "time",
  /** A field that the profile asks for and the edition does not. */
  "mandatory",
  /** "-" or a placeholder in a field that must be known. */
  "unknown-value",
  "id-form",
  /** At least one side of a payment is the bank's own client. */
  "client-side",
  /** An element that only newer software of the FIU reads. */
  "software-version",
  "size",
] as const;

export type CheckRule = (typeof checkRules)[number];

/** Rules of the edition's form: a schema validator of the FIU refuses a file that breaks one. */
export const schemaRules: ReadonlySet<CheckRule> = new Set<CheckRule>([
  "unknown-element",
  "switched-off",
  "order",
  "missing",
  "too-many",
  "choice",
  "attribute",
  "namespace",
  "shape",
  "code",
  "length",
  "pattern",
  "boolean",
  "number",
  "bounds",
  "time",
]);
