import { existsSync } from "node:fs";
import type { Query } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Matcher, openMatcher } from "./open-matcher.ts";

let matcher: Matcher;
beforeEach(async () => {
  matcher = await openMatcher({ memoryMebibytesMax: 32 });
});
afterEach(() => matcher.close());

function ask(sql: string): Query<{ readonly values: readonly string[] }, { readonly found: string }> {
  const parameters = sql.includes("$values") ? [{ name: "values", key: "values", type: "VARCHAR[]", isNullable: false }] : [];
  const columns = [{ name: "found", key: "found", type: "VARCHAR", isNullable: true }];
  return { name: "test", grain: "One row.", sql, parameters, columns };
}

test("a query over what it is given", async () => {
  const rows = await matcher.query(ask("SELECT UNNEST($values::VARCHAR[]) AS found"), { values: ["a", "ကို"] });
  expect(rows).toEqual([{ found: "a" }, { found: "ကို" }]);
});

test.each([
  "SELECT content AS found FROM read_text('package.json')",
  "COPY (SELECT 'a') TO 'matcher-leak.csv'",
  "ATTACH 'matcher-leak.db'",
  "SET temp_directory = '.'",
])("no way out by %s", async (sql) => {
  await expect(matcher.query(ask(sql), { values: [] })).rejects.toThrow();
  expect(existsSync("matcher-leak.csv") || existsSync("matcher-leak.db")).toBe(false);
});

test("what does not fit into memory fails and is not spilled", async () => {
  const sql = "SELECT repeat(md5(CAST(i AS VARCHAR)), 40) AS found FROM range(400000) AS r (i) ORDER BY found DESC";
  await expect(matcher.query(ask(sql), { values: [] })).rejects.toThrow(/memory/i);
  expect(existsSync(".tmp")).toBe(false);
});
