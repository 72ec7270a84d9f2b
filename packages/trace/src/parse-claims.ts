import { parseAccount, parseInstant } from "@tributary/domain";
import {
  type DocumentReader,
  type Field,
  optionalField,
  readChoice,
  readFields,
  readItems,
  readParsed,
  readText,
  report,
  requireField,
} from "./read-document.ts";
import { type Claim, claimKinds } from "./trace-request.ts";

const claimKeys = ["id", "kind", "transfers", "account", "since"];
const claimIdLengthMax = 256;

/** Reads the claims of a request: transfers each, or an account with its start. */
export function parseClaims(reader: DocumentReader, field: Field | undefined): Claim[] {
  return readItems(reader, field, (item) => readClaim(reader, item));
}

function readClaim(reader: DocumentReader, item: Field): Claim | undefined {
  const fields = readFields(reader, item, claimKeys);
  if (fields === undefined) return undefined;
  const idField = requireField(reader, fields, { name: "id", path: item.path });
  const kindField = requireField(reader, fields, { name: "kind", path: item.path });
  const id = idField && readClaimId(reader, idField);
  const kind = kindField && readChoice(reader, kindField, claimKinds);
  const transfers = optionalField(fields, "transfers");
  const account = optionalField(fields, "account");
  const since = optionalField(fields, "since");
  if ((transfers === undefined) === (account === undefined) || (transfers !== undefined && since !== undefined)) {
    return report(reader, item, { expected: "either transfers, or an account with or without since" });
  }
  if (account === undefined) {
    const names = readItems(reader, transfers, (name) => readText(reader, name, "a transfer's name, in quotes"));
    if (Array.isArray(transfers?.value) && transfers.value.length === 0) {
      return report(reader, transfers, { expected: "at least one transfer" });
    }
    return id === undefined || kind === undefined ? undefined : { id, kind, transfers: names };
  }
  const holder = readParsed(reader, account, parseAccount);
  const start = since === undefined ? null : readParsed(reader, since, parseInstant);
  if (id === undefined || kind === undefined || holder === undefined || start === undefined) return undefined;
  return { id, kind, account: holder, since: start };
}

function readClaimId(reader: DocumentReader, field: Field): string | undefined {
  const id = readText(reader, field);
  if (id === undefined) return undefined;
  const isPlain = id.trim() !== "" && id.length <= claimIdLengthMax && !/[\p{Cc}\p{Cf}]/u.test(id);
  return isPlain ? id : report(reader, field, { expected: `1 to ${claimIdLengthMax} visible characters` });
}
