import { parseSourceName, unwrap } from "@tributary/domain";
import { expect, test } from "vitest";
import { readPlainTransfer } from "./plain-transfer.ts";

test("a row of a file without lines is named by its number and its id", () => {
  const source = unwrap(parseSourceName("table"));
  const placeOf = (id: string) => {
    const cell = (column: string) => (column === "transfer_id" ? id : "");
    const decoded = readPlainTransfer(cell, { source, where: { record: "row 7" } });
    return "findings" in decoded ? decoded.findings[0]?.where.record : undefined;
  };
  expect([placeOf("p1"), placeOf("")]).toEqual(["row 7, p1", "row 7"]);
});
