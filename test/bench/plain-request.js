/** A request with every default filled in, but for stops by tags: these claims and this rule; further fields as given. */
export function plainRequest(claims, method, further = {}) {
  return {
    claims,
    target: null,
    method,
    until: null,
    stops: [],
    open: [],
    stopCategories: [],
    stopConfidence: 50,
    openings: "inferred",
    sameTime: "recorded",
    includeInferred: false,
    limits: { hopsMax: null, accountsMax: 10_000_000, dustAtoms: 0n },
    ...further,
  };
}

/** A claim on an account, from the ledger's start on. */
export function walletClaim(id, account) {
  return { id, kind: "laundering_wallet", account, since: null };
}
