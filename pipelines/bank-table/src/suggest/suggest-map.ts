import { currencyScales, parseAccount } from "@tributary/domain";
import { type Choice, likely, sure, unsure } from "./choice.ts";
import { type ChosenColumns, chooseColumns } from "./choose-columns.ts";
import { weighDates, weighZone } from "./date-evidence.ts";
import type { ColumnUse } from "./header-words.ts";
import { weighMarks } from "./number-evidence.ts";
import { directionsByBalance, type Marks, weighDirectionWords, weighSign } from "./sign-evidence.ts";
import { type TableSample, valuesOf } from "./table-sample.ts";
import { writeSuggestion } from "./write-suggestion.ts";

/** A proposed map: as YAML with its doubts beside the keys, and each choice with its reasons. */
export interface MapSuggestion {
  /** Does not load while a question is open. */
  readonly yaml: string;
  readonly choices: readonly Choice[];
}

/** Proposes a map from the first rows of a table. Nothing is sure but what a value allows no other reading of. */
export function suggestMap(sample: TableSample): MapSuggestion {
  const columns = chooseColumns(sample);
  const currency = chooseCurrency(sample, columns);
  const choices = [
    ...chooseReading(sample),
    chooseReference(sample, columns),
    ...chooseTime(sample, columns),
    ...chooseAmount(sample, columns),
    currency,
    chooseOwnAccount(sample, columns),
    ...chooseCounterparty(sample, columns),
    ...textChoice(sample, columns, "description"),
    ...chooseParty(sample, columns),
    ...chooseIgnored(columns),
  ];
  return { yaml: writeSuggestion(sample, choices), choices };
}

const quoted = (text: string): string => JSON.stringify(text);
/** The rule of a column; spaces around its cells are dropped where it has some. */
function columnRule(sample: TableSample, column: string): string {
  return `{ column: ${quoted(column)}${trimOf(sample, [column])} }`;
}

function templateRule(sample: TableSample, template: string, columns: readonly string[]): string {
  return `{ template: ${quoted(template)}${trimOf(sample, columns)} }`;
}

function trimOf(sample: TableSample, columns: readonly string[]): string {
  const indexes = columns.map((column) => sample.columns.indexOf(column));
  const isPadded = sample.rows.some((row) =>
    indexes.some((index) => row[index] !== undefined && row[index].text !== row[index].text.trim()),
  );
  return isPadded ? ", trim: true" : "";
}

function chooseReading(sample: TableSample): readonly Choice[] {
  const { format, delimiter, headerLine, sheet } = sample;
  const header =
    headerLine === 1 ? [] : [likely("header_line", `${headerLine}`, { reason: "the first line with a name for each column" })];
  if (format === "xlsx")
    return sheet === null
      ? header
      : [...header, likely("sheet", quoted(sheet), { reason: "the first sheet that is not hidden" })];
  return [
    chooseEncoding(sample),
    sure("delimiter", quoted(delimiter), "it cuts most lines into the same number of cells"),
    ...header,
  ];
}

function chooseEncoding({ encoding, encodingHints: hints, encodingWords }: TableSample): Choice {
  const key = "encoding";
  if (hints?.mark !== null && hints?.mark !== undefined) return sure(key, encoding, "the file's byte order mark says it");
  if (hints === null || hints.isAscii) return likely(key, encoding, { reason: "the sample has no letters beyond ASCII" });
  if (hints.isUtf8) return sure(key, encoding, "text of another encoding is hardly ever valid UTF-8");
  const alternatives = hints.candidates.map((candidate) => ({
    answer: candidate.encoding,
    reason: `${Math.round(candidate.share * 100)} of 100 letters beyond ASCII are usual in it`,
  }));
  if (encodingWords < 2) return unsure(key, "several encodings fit, and no header is a known word in one of them", alternatives);
  const others = alternatives.filter(({ answer }) => answer !== encoding);
  return likely(key, encoding, { reason: `${encodingWords} headers are known words in it`, alternatives: others });
}

function chooseReference(sample: TableSample, { of }: ChosenColumns): Choice {
  const chosen = of.get("reference");
  const rowNumber = {
    answer: "{ row_number: true }",
    reason: "rows have no reference of their own; a resent file must keep its rows",
  };
  if (chosen === undefined) return likely("reference", rowNumber.answer, { reason: "no column names the rows" });
  const values = valuesOf(sample, chosen.column);
  const isUnique = values.length === sample.rows.length && new Set(values).size === values.length;
  return isUnique
    ? likely("reference", columnRule(sample, chosen.column), {
        reason: `${chosen.reason}, and no value stands twice`,
        alternatives: [rowNumber],
      })
    : unsure("reference", `${chosen.column} is empty or the same in several rows`, [rowNumber]);
}

function chooseTime(sample: TableSample, { of }: ChosenColumns): readonly Choice[] {
  const [date, time] = [of.get("date"), of.get("time")];
  if (date === undefined) return [unsure("occurred_at", "no column holds dates", [])];
  const index = sample.columns.indexOf(date.column);
  const areSheetDates = sample.rows.some((row) => row[index]?.kind === "date");
  const text =
    time === undefined
      ? columnRule(sample, date.column)
      : templateRule(sample, `{${date.column}} {${time.column}}`, [date.column, time.column]);
  const alternatives = date.rivals.map((column) => ({
    answer: columnRule(sample, column),
    reason: "its header says a date too",
  }));
  const where =
    alternatives.length > 0
      ? likely("occurred_at", text, { reason: date.reason, alternatives })
      : likely("occurred_at", text, { reason: date.reason });
  const written = weighDates(valuesOf(sample, date.column), areSheetDates);
  const isLocal = !written.some(({ answer }) => answer === "rfc3339");
  const currencies = [
    ...new Set(sample.columns.flatMap((column) => valuesOf(sample, column)).filter((text_) => currencyScales.has(text_))),
  ];
  return [where, ...written, ...(isLocal ? [weighZone({ headers: sample.columns.join(" "), currencies })] : [])];
}

function chooseAmount(sample: TableSample, columns: ChosenColumns): readonly Choice[] {
  const [debit, credit, amount] = (["debit", "credit", "amount"] as const).map((use) => columns.of.get(use));
  const used =
    debit !== undefined && credit !== undefined ? [debit.column, credit.column] : amount === undefined ? [] : [amount.column];
  if (used.length === 0) return [unsure("amount", "no column holds amounts", [])];
  const values = used.flatMap((column) => valuesOf(sample, column));
  const indexes = used.map((column) => sample.columns.indexOf(column));
  const areNumbers = sample.rows.some((row) => indexes.some((index) => row[index]?.kind === "number"));
  const marks = weighMarks(values, areNumbers);
  if (debit !== undefined && credit !== undefined) {
    return [...chooseSides(sample, columns, { debit: debit.column, credit: credit.column, marks }), ...marks];
  }
  const column = used[0] ?? "";
  return [
    likely("amount.column", quoted(column), { reason: amount?.reason ?? "" }),
    chooseSign(sample, columns, { column, marks }),
    ...marks,
  ];
}

/** Two columns: the balance can confirm their headers, or contradict them where a bank writes from its own side. */
function chooseSides(
  sample: TableSample,
  { of }: ChosenColumns,
  { debit, credit, marks }: { readonly debit: string; readonly credit: string; readonly marks: readonly Choice[] },
): readonly Choice[] {
  const [outs, ins] = [textsOf(sample, debit), textsOf(sample, credit)];
  const balance = of.get("balance");
  const isOut = outs.map((text) => /[1-9]/.test(text));
  const amounts = outs.map((text, index) => (isOut[index] === true ? text : (ins[index] ?? "")));
  const directions = balance === undefined ? [] : directionsByBalance(amounts, textsOf(sample, balance.column), marksOf(marks));
  const said = directions.flatMap((direction, index) =>
    direction === undefined ? [] : [(direction === "out") === isOut[index]],
  );
  const asIs = [
    ["amount.debit", debit],
    ["amount.credit", credit],
  ] as const;
  if (said.length < 2)
    return asIs.map(([key, column]) => likely(key, quoted(column), { reason: "by its header; no balance confirms it" }));
  if (said.every(Boolean))
    return asIs.map(([key, column]) => sure(key, quoted(column), `the balance moves so in ${said.length} rows`));
  return asIs.map(([key, column]) => {
    const alternatives = [debit, credit].map((name) => ({
      answer: quoted(name),
      reason: "money out is debit, money in is credit",
    }));
    return unsure(key, `the balance does not move as the header ${column} says`, alternatives);
  });
}

function textsOf(sample: TableSample, column: string): readonly string[] {
  const index = sample.columns.indexOf(column);
  return sample.rows.map((row) => row[index]?.text.trim() ?? "");
}

function chooseSign(
  sample: TableSample,
  { of }: ChosenColumns,
  { column, marks }: { readonly column: string; readonly marks: readonly Choice[] },
): Choice {
  const balance = of.get("balance");
  const amounts = textsOf(sample, column);
  const directions = balance === undefined ? null : directionsByBalance(amounts, textsOf(sample, balance.column), marksOf(marks));
  const word = of.get("direction");
  const words = word === undefined ? undefined : weighDirectionWords(textsOf(sample, word.column), directions);
  if (word !== undefined && words !== undefined) {
    const answer =
      words.answer === null
        ? null
        : `{ column: ${quoted(word.column)}, lookup: ${words.answer}${trimOf(sample, [word.column])} }`;
    return { ...words, key: "amount.direction", answer };
  }
  if (amounts.some((text) => /^[-\u2212(]|[-\u2212]$/.test(text))) return weighSign(amounts, directions);
  return unsure("amount.direction", "all amounts are positive and no column says which way money went", [
    { answer: "{ constant: out }", reason: "a list of payments made" },
    { answer: "{ constant: in }", reason: "a list of payments received" },
  ]);
}

function marksOf(choices: readonly Choice[]): Marks {
  const answer = (key: string): string | undefined => choices.find((choice) => choice.key === key)?.answer?.replaceAll('"', "");
  return { decimal: answer("amount.decimal_mark") ?? ".", group: answer("amount.group_mark") ?? "" };
}

function chooseCurrency(sample: TableSample, { of }: ChosenColumns): Choice {
  const column = of.get("currency")?.column;
  if (column === undefined) {
    return unsure("currency", "no column says it", [{ answer: "{ constant: THB }", reason: "one currency for the whole table" }]);
  }
  const words = [...new Set(valuesOf(sample, column))];
  const unknown = words.filter((word) => !currencyScales.has(word));
  if (words.length > 0 && unknown.length === 0)
    return sure("currency", columnRule(sample, column), "all its values are codes of ISO 4217");
  const lookup = words.slice(0, 20).map((word) => `${quoted(word)}: ${currencyScales.has(word) ? word : '"?"'}`);
  return unsure("currency", `${unknown.slice(0, 3).join(", ")}: no codes of ISO 4217`, [
    {
      answer: `{ column: ${quoted(column)}, lookup: { ${lookup.join(", ")} } }`,
      reason: "with the code that each word stands for",
    },
  ]);
}

function accountChoice(
  sample: TableSample,
  { key, column, bank }: { key: string; column: string; bank: string | undefined },
): Choice {
  const values = valuesOf(sample, column);
  if (values.length > 0 && values.every((value) => parseAccount(`iban:${value}`).ok)) {
    return sure(key, templateRule(sample, `iban:{${column}}`, [column]), "all its values are IBANs with valid check digits");
  }
  if (bank !== undefined) {
    return likely(key, templateRule(sample, `bank:{${bank}}:{${column}}`, [bank, column]), {
      reason: `institution from ${bank}, number from ${column}`,
    });
  }
  const answer = templateRule(sample, `bank:CODE:{${column}}`, [column]);
  return unsure(key, `the numbers stand in ${column}; no column says the institution`, [
    { answer, reason: "with the BIC or code of the institution for CODE" },
  ]);
}

function chooseOwnAccount(sample: TableSample, { of }: ChosenColumns): Choice {
  const column = of.get("own_account")?.column;
  if (column !== undefined) return accountChoice(sample, { key: "own_account", column, bank: undefined });
  const answer = '{ constant: "bank:CODE:NUMBER" }';
  return unsure("own_account", "no column holds the account that the table belongs to", [
    { answer, reason: "one account for the whole table" },
  ]);
}

function chooseCounterparty(sample: TableSample, columns: ChosenColumns): readonly Choice[] {
  const { of } = columns;
  const column = of.get("counterparty_account")?.column;
  const account =
    column === undefined
      ? []
      : [accountChoice(sample, { key: "counterparty_account", column, bank: of.get("counterparty_bank")?.column })];
  return [...account, ...textChoice(sample, columns, "counterparty_name")];
}

function textChoice(sample: TableSample, { of }: ChosenColumns, use: ColumnUse): readonly Choice[] {
  const chosen = of.get(use);
  return chosen === undefined ? [] : [likely(use, columnRule(sample, chosen.column), { reason: chosen.reason })];
}

function chooseParty(sample: TableSample, { of }: ChosenColumns): readonly Choice[] {
  const rules = (["document", "phone", "email"] as const).flatMap((use) => {
    const column = of.get(use)?.column;
    return column === undefined ? [] : [`${use}: ${columnRule(sample, column)}`];
  });
  const birth = of.get("birth_date")?.column;
  if (birth !== undefined) {
    const [order] = weighDates(valuesOf(sample, birth), false);
    rules.push(`birth_date: { column: ${quoted(birth)}, date_order: ${order?.answer ?? '"?"'} }`);
  }
  if (rules.length === 0) return [];
  const answer = `[{ role: holder, ${rules.join(", ")} }]`;
  return [
    unsure("parties", "columns describe somebody; no header says whom", [
      { answer, reason: "if it is the holder of the own account" },
      { answer: answer.replace("role: holder", "role: conductor"), reason: "if it is who came to the counter" },
    ]),
  ];
}

function chooseIgnored({ of, unused }: ChosenColumns): readonly Choice[] {
  const unread = ["balance", ...(of.has("counterparty_account") ? [] : ["counterparty_bank"])] as const;
  const left = unread.flatMap((use) => of.get(use as ColumnUse)?.column ?? []);
  const hasDebits = of.has("debit") && of.has("credit");
  const amounts = hasDebits ? ["amount" as const, "direction" as const] : ["debit" as const, "credit" as const];
  const names = [...left, ...amounts.flatMap((use) => of.get(use)?.column ?? []), ...unused];
  return names.length === 0
    ? []
    : [
        likely("ignore", `[${names.map(quoted).join(", ")}]`, {
          reason: "nothing reads these columns; their cells are kept as text",
        }),
      ];
}
