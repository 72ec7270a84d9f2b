/** A business identifier code in its form (ISO 9362): institution, country, place, and perhaps a branch. Letters of either case. */
export function isBic(text: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/i.test(text);
}

/** A BIC as every format names an institution by it: in capitals, without the three X that mean the head office (ISO 9362). */
export function shortBic(bic: string): string {
  return bic.toUpperCase().replace(/^(.{8})X{3}$/, "$1");
}
