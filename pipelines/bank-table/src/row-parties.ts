import type { StatedPart } from "@tributary/bank-kit";
import type { PartyDetails } from "@tributary/pipeline-kit";
import type { PartyRule } from "./bank-table-map.ts";
import { parseDay } from "./row-time.ts";
import { isUnstated, type RowValues, take, takeText } from "./row-values.ts";

type PartyLinks = Pick<StatedPart, "paymentId" | "transferId" | "account">;

/** Adds the people and organisations that the columns of a row describe; one whose columns are all empty is not there. */
export function addRowParties(row: RowValues, rules: readonly PartyRule[], links: PartyLinks): void {
  rules.forEach((rule, index) => {
    const path = `${row.record.source.path}/party[${index + 1}]`;
    const name = takeText(row, rule.name) ?? null;
    const details = readDetails(row, rule);
    if (name === null && Object.values(details).every((value) => value === undefined)) return;
    const partyId = row.record.addParty({ path, kind: rule.kind, name, details: stated(details) });
    row.record.addPart({ path, role: rule.role, partyId, ...links });
  });
}

type ReadDetails = { [Key in "birthDate" | "documents" | "phones" | "emails"]: PartyDetails[Key] | undefined };

function readDetails(row: RowValues, rule: PartyRule): ReadDetails {
  const document = takeText(row, rule.document) ?? undefined;
  const phone = takeText(row, rule.phone) ?? undefined;
  const email = takeText(row, rule.email) ?? undefined;
  return {
    birthDate: readBirthDate(row, rule),
    documents: document === undefined ? undefined : [{ kind: rule.documentKind, number: document }],
    phones: phone === undefined ? undefined : [phone],
    emails: email === undefined ? undefined : [email],
  };
}

function readBirthDate(row: RowValues, { birthDate }: PartyRule): string | undefined {
  if (birthDate === null || isUnstated(row, [birthDate.column])) return undefined;
  const cell = row.cellOf(birthDate.column);
  const date = cell?.kind === "date" ? ({ order: "ymd", calendar: "gregorian" } as const) : birthDate;
  return take(row, [birthDate.column], parseDay(cell?.text ?? "", date));
}

function stated(details: ReadDetails): PartyDetails {
  const { birthDate, documents, phones, emails } = details;
  return {
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(documents === undefined ? {} : { documents }),
    ...(phones === undefined ? {} : { phones }),
    ...(emails === undefined ? {} : { emails }),
  };
}
