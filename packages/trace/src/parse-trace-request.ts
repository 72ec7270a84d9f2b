import {
  type AccountId,
  type AssetId,
  compareBytewise,
  type Finding,
  type Locator,
  parseAccount,
  parseAsset,
  parseAtoms,
  parseInstant,
  type StopCategory,
  stopCategories,
  type UtcMicros,
} from "@tributary/domain";
import type { KnownBalance, OpeningMode } from "@tributary/ledger";
import { parseClaims } from "./parse-claims.ts";
import {
  type DocumentReader,
  type Field,
  optionalField,
  readChoice,
  readFields,
  readFlag,
  readInteger,
  readItems,
  readParsed,
  readText,
  report,
  requireField,
} from "./read-document.ts";
import { type SameTimeMode, type Target, type TraceLimits, type TraceRequest, tracingRules } from "./trace-request.ts";
import { checkRequest } from "./validate-request.ts";

export type ParsedTraceRequest =
  | { readonly ok: true; readonly request: TraceRequest }
  | { readonly ok: false; readonly findings: readonly Finding[] };

const requestKeys = [
  "claims",
  "target",
  "method",
  "until",
  "stops",
  "open",
  "stop_categories",
  "stop_confidence",
  "openings",
  "same_time",
  "include_inferred",
  "limits",
];
const openingModes: readonly OpeningMode[] = ["inferred", "late", "unbounded"];
const sameTimeModes: readonly SameTimeMode[] = ["recorded", "credits-first", "debits-first"];
const accountsMaxDefault = 100_000;
const stopConfidenceDefault = 50;

/**
 * Reads the value of a JSON or YAML trace request and fills in every default. All findings come at once; an unknown key is one.
 * Atoms and dust are decimal text, times RFC 3339 with an offset. Source: the specification of tracing, section 9.
 */
export function parseTraceRequest(document: unknown, where: Locator): ParsedTraceRequest {
  const reader: DocumentReader = { where, findings: [] };
  const fields = readFields(reader, { path: "", value: document }, requestKeys);
  if (fields === undefined) return { ok: false, findings: reader.findings };
  const request = readRequest(reader, fields);
  if (request !== undefined && reader.findings.length === 0) {
    for (const finding of checkRequest(request)) reader.findings.push({ ...finding, where: { ...where, ...finding.where } });
    if (reader.findings.length === 0) return { ok: true, request };
  }
  return { ok: false, findings: reader.findings };
}

function readRequest(reader: DocumentReader, fields: ReadonlyMap<string, Field>): TraceRequest | undefined {
  const methodField = requireField(reader, fields, { name: "method", path: "" });
  const method = methodField && readChoice(reader, methodField, [...tracingRules, "all" as const]);
  const targetField = optionalField(fields, "target");
  const until = optionalField(fields, "until");
  const confidence = optionalField(fields, "stop_confidence");
  const sameTime = optionalField(fields, "same_time");
  const includeInferred = optionalField(fields, "include_inferred");
  const request = {
    claims: parseClaims(reader, optionalField(fields, "claims")),
    target: targetField === undefined ? null : (readTarget(reader, targetField) ?? null),
    until: (until && readParsed(reader, until, parseInstant)) ?? null,
    stops: readAccounts(reader, optionalField(fields, "stops")),
    open: readAccounts(reader, optionalField(fields, "open")),
    stopCategories: readCategories(reader, optionalField(fields, "stop_categories")),
    stopConfidence: (confidence && readInteger(reader, confidence, { min: 0, max: 100 })) ?? stopConfidenceDefault,
    openings: readOpenings(reader, optionalField(fields, "openings")),
    sameTime: (sameTime && readChoice(reader, sameTime, sameTimeModes)) ?? "recorded",
    includeInferred: (includeInferred && readFlag(reader, includeInferred)) ?? false,
    limits: readLimits(reader, optionalField(fields, "limits")),
  };
  return method === undefined ? undefined : { ...request, method };
}

function readTarget(reader: DocumentReader, field: Field): Target | undefined {
  const fields = readFields(reader, field, ["transfer", "account", "since", "until"]);
  if (fields === undefined) return undefined;
  const transfer = optionalField(fields, "transfer");
  const account = optionalField(fields, "account");
  if ((transfer === undefined) === (account === undefined)) {
    return report(reader, field, { expected: "a transfer, or an account with a window" });
  }
  if (transfer !== undefined) {
    const hasWindow = fields.has("since") || fields.has("until");
    if (hasWindow) return report(reader, field, { expected: "no since or until beside a transfer" });
    const name = readText(reader, transfer, "a transfer's name, in quotes");
    return name === undefined ? undefined : { transfer: name };
  }
  const id = account && readParsed(reader, account, parseAccount);
  const window = {
    since: readInstant(reader, optionalField(fields, "since")),
    until: readInstant(reader, optionalField(fields, "until")),
  };
  return id === undefined ? undefined : { account: id, ...window };
}

function readInstant(reader: DocumentReader, field: Field | undefined): UtcMicros | null {
  return (field && readParsed(reader, field, parseInstant)) ?? null;
}

/** A set of accounts, each once, bytewise. */
function readAccounts(reader: DocumentReader, field: Field | undefined): AccountId[] {
  const accounts = readItems(reader, field, (item) => readParsed(reader, item, parseAccount));
  return [...new Set(accounts)].sort(compareBytewise);
}

/** In the order of the closed list. */
function readCategories(reader: DocumentReader, field: Field | undefined): StopCategory[] {
  if (field === undefined || field.value === "default") return [...stopCategories];
  if (!Array.isArray(field.value)) {
    report(reader, field, { expected: `default, or a list of ${stopCategories.join(", ")}` });
    return [];
  }
  const chosen = new Set(readItems(reader, field, (item) => readChoice(reader, item, stopCategories)));
  return stopCategories.filter((category) => chosen.has(category));
}

function readOpenings(reader: DocumentReader, field: Field | undefined): OpeningMode | KnownBalance[] {
  if (field === undefined) return "inferred";
  if (!Array.isArray(field.value)) return readChoice(reader, field, openingModes) ?? "inferred";
  return readItems(reader, field, (item) => readBalance(reader, item));
}

function readBalance(reader: DocumentReader, item: Field): KnownBalance | undefined {
  const fields = readFields(reader, item, ["account", "asset", "time", "atoms"]);
  if (fields === undefined) return undefined;
  const required = (name: string): Field | undefined => requireField(reader, fields, { name, path: item.path });
  const [account, asset, time, atoms] = [required("account"), required("asset"), required("time"), required("atoms")];
  const balance = {
    account: account && readParsed(reader, account, parseAccount),
    asset: asset && readParsed(reader, asset, parseAsset),
    time: time && readParsed(reader, time, parseInstant),
    atoms: atoms && readParsed(reader, atoms, parseAtoms),
  };
  if (balance.account === undefined || balance.asset === undefined) return undefined;
  if (balance.time === undefined || balance.atoms === undefined) return undefined;
  return { account: balance.account, asset: balance.asset, time: balance.time, atoms: balance.atoms };
}

function readLimits(reader: DocumentReader, field: Field | undefined): TraceLimits {
  const fields = field === undefined ? undefined : readFields(reader, field, ["hops_max", "accounts_max", "dust_atoms"]);
  const hops = fields && optionalField(fields, "hops_max");
  const accounts = fields && optionalField(fields, "accounts_max");
  const count = { min: 1, max: Number.MAX_SAFE_INTEGER };
  return {
    hopsMax: (hops && readInteger(reader, hops, count)) ?? null,
    accountsMax: (accounts && readInteger(reader, accounts, count)) ?? accountsMaxDefault,
    dustAtoms: readDust(reader, fields && optionalField(fields, "dust_atoms")),
  };
}

function readDust(reader: DocumentReader, field: Field | undefined): bigint | ReadonlyMap<AssetId, bigint> {
  if (field === undefined) return 0n;
  const { value, path } = field;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return readParsed(reader, field, parseAtoms) ?? 0n;
  const dust = new Map<AssetId, bigint>();
  for (const [name, atoms] of Object.entries(value)) {
    const place = `${path}.${name}`;
    const asset = readParsed(reader, { path: place, value: name }, parseAsset);
    const least = readParsed(reader, { path: place, value: atoms }, parseAtoms);
    if (asset !== undefined && dust.has(asset)) report(reader, { path: place, value: name }, { expected: "each asset once" });
    if (asset !== undefined && least !== undefined) dust.set(asset, least);
  }
  return dust;
}
