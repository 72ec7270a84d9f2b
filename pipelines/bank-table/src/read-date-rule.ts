import { accept, type Result, refuse } from "@tributary/domain";
import {
  type MapProblems,
  parseTimeFormat,
  parseTimeZone,
  readMapChoice,
  readTextRuleWith,
  type TextRule,
  type TimeFormat,
  type TimeZone,
  type YamlMap,
  type YamlNode,
} from "@tributary/pipeline-kit";
import type { DateOrder, DateRule, PartyRule } from "./bank-table-map.ts";
import { readWith } from "./map-values.ts";

const orders: readonly DateOrder[] = ["dmy", "mdy", "ymd"];
const calendars = ["gregorian", "buddhist"] as const;

/** Reads `occurred_at`: where the text stands, how it is written, and by which clock. */
export function readDateRule(node: YamlNode, path: string, problems: MapProblems): DateRule | undefined {
  const text = readTextRuleWith(node, { path, problems, extraKeys: ["format", "date_order", "calendar", "zone"] });
  if (node.kind !== "map") return undefined;
  const written = readWritten(node, path, problems);
  const zoneNode = node.entries.get("zone")?.value;
  const zone = zoneNode === undefined ? null : readWith(zoneNode, { path: `${path}.zone`, problems, parse: parseTimeZone });
  const isLocal = written?.kind === "order" || written?.format.isLocal === true;
  if (written !== undefined && isLocal && zone === null) {
    return problems.add(node, `${path}.zone`, {
      code: "TIME_WITHOUT_OFFSET",
      found: "local times without a zone",
      expected: "the zone that the times are written in, for example Asia/Bangkok or +07:00",
    });
  }
  if (written !== undefined && !isLocal && zoneNode !== undefined) {
    return problems.add(zoneNode, `${path}.zone`, {
      code: "VALUE_UNREADABLE",
      found: "a zone beside times that say their own offset",
      expected: "no zone",
    });
  }
  return finish(text, written, zone);
}

function finish(
  text: TextRule | undefined,
  written: DateRule["written"] | undefined,
  zone: TimeZone | null | undefined,
): DateRule | undefined {
  return text === undefined || written === undefined || zone === undefined ? undefined : { text, written, zone };
}

function readWritten(node: YamlMap, path: string, problems: MapProblems): DateRule["written"] | undefined {
  const [format, order, calendar] = ["format", "date_order", "calendar"].map((key) => node.entries.get(key)?.value);
  if ((format === undefined) === (order === undefined)) {
    return problems.add(node, path, {
      code: "FIELD_MISSING",
      found: format === undefined ? "neither format nor date_order" : "both format and date_order",
      expected: "exactly one of format (a pattern) and date_order (dmy, mdy or ymd)",
    });
  }
  if (format !== undefined) {
    if (calendar !== undefined) {
      problems.add(calendar, `${path}.calendar`, {
        code: "VALUE_UNREADABLE",
        found: "a calendar beside a format",
        expected: "date_order beside it: years of another era do not fit a pattern",
      });
    }
    const read = readWith<TimeFormat>(format, { path: `${path}.format`, problems, parse: parseTimeFormat });
    return read === undefined ? undefined : { kind: "format", format: read };
  }
  const read = readOrder(node, path, problems);
  return read === undefined ? undefined : { kind: "order", ...read };
}

function readOrder(
  node: YamlMap,
  path: string,
  problems: MapProblems,
): { readonly order: DateOrder; readonly calendar: "gregorian" | "buddhist" } | undefined {
  const order = readMapChoice(node.entries.get("date_order")?.value, { path: `${path}.date_order`, problems, words: orders });
  const calendar = readMapChoice(node.entries.get("calendar")?.value, { path: `${path}.calendar`, problems, words: calendars });
  return order === undefined ? undefined : { order, calendar: calendar ?? "gregorian" };
}

/** Reads `birth_date: { column, date_order, calendar }`. */
export function readBirthDate(node: YamlNode, path: string, problems: MapProblems): PartyRule["birthDate"] | undefined {
  const entries = problems.keys(node, path, { required: ["column", "date_order"], optional: ["calendar"] });
  const columnNode = entries.get("column");
  if (node.kind !== "map" || columnNode === undefined) return undefined;
  const column = readWith(columnNode, { path: `${path}.column`, problems, parse: readName });
  const order = entries.has("date_order") ? readOrder(node, path, problems) : undefined;
  return column === undefined || order === undefined ? undefined : { column, ...order };
}

export function readName(text: string): Result<string> {
  return text === "" ? refuse("FIELD_MISSING", "nothing", "the name of a column") : accept(text);
}
