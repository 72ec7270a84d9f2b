import type { ConversionRow } from "@tributary/trace";
import { amountResults, type CaseView } from "./case-view.ts";
import { type Schedule, tabulate } from "./schedule.ts";

interface RuledConversion extends ConversionRow {
  readonly request: string;
  readonly rule: string;
  readonly document: string | null;
}

/** Where traced value changed its asset, on what basis, and by which document. */
export function conversionsSchedule(view: CaseView): Schedule {
  const documents = new Map(view.contents.ledger.conversions.map(({ id, document }) => [id, document]));
  const rows = view.answers.flatMap((answer) =>
    amountResults(answer).flatMap((result) =>
      result.conversions.map(
        (row): RuledConversion => ({
          ...row,
          request: answer.id,
          rule: result.method,
          document: documents.get(row.conversion) ?? null,
        }),
      ),
    ),
  );
  const head = { chapter: "C", name: "schedule-C-conversions", title: "Conversions from one asset into another" };
  return tabulate<RuledConversion>(
    head,
    [
      { name: "request", meaning: "request of the case", cell: (row) => row.request },
      { name: "rule", meaning: "tracing rule", cell: (row) => row.rule },
      { name: "conversion", meaning: "id of the conversion", cell: (row) => row.conversion },
      { name: "claim", meaning: "pseudonym of the claim", cell: (row) => row.claim },
      { name: "asset_out", meaning: "asset given", cell: (row) => row.asset_out },
      {
        name: "out_atoms",
        meaning: "traced amount given; the whole of it in each row of a conversion into several assets",
        cell: (row) => row.atoms_out,
      },
      { name: "asset_in", meaning: "asset received", cell: (row) => row.asset_in },
      { name: "in_atoms", meaning: "amount received that takes its place", cell: (row) => row.atoms_in },
      { name: "basis", meaning: "how the conversion is known", cell: (row) => row.basis },
      { name: "document", meaning: "document that it rests on", cell: (row) => row.document },
    ],
    rows,
  );
}
