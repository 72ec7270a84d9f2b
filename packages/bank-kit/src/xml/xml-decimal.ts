/**
 * A decimal of XML Schema as `parseUnits` reads it: `+5`, `.5` and `5.` are `5`, `0.5` and `5`. Any other text stays what it is.
 */
export function plainDecimal(text: string): string {
  const [, units = "", fraction = ""] = /^\+?(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (units === "" && fraction === "") return text;
  return `${units === "" ? "0" : units}${fraction === "" ? "" : `.${fraction}`}`;
}
