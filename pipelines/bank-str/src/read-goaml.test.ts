import { digestBytes, type Finding, formatInstant } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { describe, expect, test } from "vitest";
import { findProfile } from "./goaml-profile.ts";
import { type GoamlSource, readGoaml } from "./read-goaml.ts";

interface Reading {
  readonly items: readonly IngestItem[];
  readonly warnings: readonly Finding[];
}

async function read(xml: string | Uint8Array, options: Partial<GoamlSource> & { piece?: number } = {}): Promise<Reading> {
  const bytes = typeof xml === "string" ? new TextEncoder().encode(xml) : xml;
  const warnings: Finding[] = [];
  const source = { origin: "report.xml", fileSha256: digestBytes(bytes), profile: findProfile("goaml-lk-2.0"), submitter: "re-01" };
  const items: IngestItem[] = [];
  const pieces = cut(bytes, options.piece ?? 65_536);
  for await (const item of readGoaml({ ...source, bytes: pieces, onWarning: (warning) => warnings.push(warning), ...options }))
    items.push(item);
  return { items, warnings };
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const findingsOf = ({ items }: Reading): readonly Finding[] => items.flatMap((item) => ("findings" in item ? item.findings : []));
const rowsOf = ({ items }: Reading) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const transfersOf = (reading: Reading) => rowsOf(reading).flatMap((rows) => rows.transfers ?? []);

const account = (side: string, number: string, extra = "") =>
  `<${side}_account><institution_name>Bank</institution_name><swift>7010</swift>${extra}<account>${number}</account></${side}_account>`;

interface Parts {
  readonly number?: string;
  readonly date?: string;
  readonly amount?: string;
  readonly from?: string;
  readonly to?: string;
  readonly extra?: string;
}

const transaction = ({ number = "T-1", date = "2025-03-10T08:15:00", amount = "1500.50", from, to, extra = "" }: Parts = {}) =>
  `<transaction><transactionnumber>${number}</transactionnumber><date_transaction>${date}</date_transaction>
<amount_local>${amount}</amount_local>${extra}
<t_from_my_client><from_funds_code>ELEC</from_funds_code>${from ?? account("from", "111")}<from_country>LK</from_country></t_from_my_client>
<t_to><to_funds_code>ELEC</to_funds_code>${to ?? account("to", "222")}<to_country>LK</to_country></t_to></transaction>`;

const report = (body: string, header = "<entity_reference>R-1</entity_reference><currency_code_local>LKR</currency_code_local>") =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<report>${header}<reason>why</reason>\n${body}\n<report_indicators><indicator>A</indicator></report_indicators></report>`;

const foreign = (side: string, code: string, amount: string) =>
  `<${side}_foreign_currency><foreign_currency_code>${code}</foreign_currency_code><foreign_amount>${amount}</foreign_amount></${side}_foreign_currency>`;

describe("a two-sided transaction", () => {
  test("is one transfer in local currency, at the profile's local time", async () => {
    const [transfer] = transfersOf(await read(report(transaction())));
    expect(transfer).toMatchObject({
      source: "str",
      from: "bank:LK-7010:111",
      to: "bank:LK-7010:222",
      asset: "iso4217:LKR",
      atoms: 150_050n,
      sequence: 1n,
      precision: "second",
      basis: "booking",
      reference: null,
    });
    expect(transfer === undefined ? "" : formatInstant(transfer.occurredAt)).toBe("2025-03-10T02:45:00.000000Z");
  });

  test("has an id that says nothing of submitter, reference or number", async () => {
    const [transfer] = transfersOf(await read(report(transaction())));
    expect(transfer?.id).toMatch(/^str-[0-9a-f]{32}$/);
  });
});
