import { errorRegistry, formatUnits, knownScale, parseAsset } from "@tributary/domain";
import type { FuzzCase } from "./bank-fuzz-cases.ts";
import type { Answer, CheckAnswer, IngestAnswer, ToldFinding, ToldItem } from "./bank-fuzz-process.ts";
import { plainAmount, type Stated, scanText } from "./bank-fuzz-scan.ts";

/** What loads from a file as it was before any edit. */
export type SeedAnswers = ReadonlyMap<string, CheckAnswer>;

/** Where one payment, entry, row or activity stands, by format. */
const single: ReadonlyMap<string, RegExp> = new Map([
  ["goaml", /\/transaction\[\d+\] line/],
  ["iso20022", /\/(Ntry|CdtTrfTxInf|TxInf)\[\d+\] line/],
  ["fincen", /\/Activity\[\d+\] line/],
  ["fintrac", /^\/transactions\/\d+ line/],
  ["table", /^row \d+ line/],
  ["xlsx", /^row \d+ line/],
  ["swift-mt", /\/61\[\d+\] line/],
]);

/** An error of more than one record, such as the file, a heading or a whole message: nobody counts what stands behind it, or inside. */
const isOfMore = ({ locator, findings }: ToldItem, scan: string): boolean =>
  findings !== null && single.get(scan)?.test(locator) !== true;

/** Everything that is wrong with an answer; nothing for a good one. */
export function judge(fuzzCase: FuzzCase, answer: Answer, whole: SeedAnswers): readonly string[] {
  if (answer.crash !== undefined) return [`crash: ${answer.crash}`];
  if (answer.hang !== undefined) return [`hang: ${answer.hang}`];
  const { checked, ingested } = answer;
  if (checked === undefined)
    return answer.refused === undefined || fuzzCase.seed.family !== "settings" ? ["neither read nor refused"] : [];
  return [
    ...(answer.cpuMicros > 2_000_000 ? [`slow: ${answer.cpuMicros / 1e6} s of processor time`] : []),
    ...countFaults(checked),
    ...(fuzzCase.seed.family === "settings" ? [] : silenceFaults(fuzzCase, checked, whole)),
    ...(ingested === undefined ? [] : ingestFaults(checked, ingested)),
  ];
}

/** The answer adds up, and each record that is kept apart says why. */
function countFaults({ items, records, readable, rejected, transfers }: CheckAnswer): readonly string[] {
  const faults: string[] = [];
  const kept = items.filter(({ findings }) => findings !== null);
  if (records !== readable + rejected) faults.push("counts: records are not readable and rejected ones");
  // The heading and the end of a report are read as records and not counted as ones.
  if (items.length < records || kept.length !== rejected)
    faults.push(`counts: ${items.length} records read, ${kept.length} kept apart; ${records} checked, ${rejected} kept apart`);
  if (records === 0) faults.push("counts: nothing was said of the file");
  for (const { locator, findings } of kept)
    if (!(findings ?? []).some(({ isWarning }) => !isWarning)) faults.push(`no reason: ${locator}`);
  const told: readonly ToldFinding[] = items.flatMap((item) => [...(item.findings ?? []), ...item.warnings]);
  for (const { code, isWhole } of told) if (!isWhole || !(code in errorRegistry)) faults.push(`no words: ${code}`);
  for (const { locator, twoSided = 0, transfers: moved } of items)
    if (twoSided !== moved.length)
      faults.push(`sides: ${locator} has ${twoSided} two-sided payments and ${moved.length} transfers`);
  const moved = items.flatMap((item) => item.transfers);
  const distinct = new Set(moved.map(({ id }) => id)).size;
  if (transfers > moved.length || transfers < distinct) faults.push(`counts: ${transfers} transfers checked, ${distinct} read`);
  // The same payment may be stated twice; two payments never share an id.
  const contents = new Set(moved.map(({ id, asset, atoms }) => `${id} ${asset} ${atoms}`));
  if (contents.size !== distinct) faults.push("two transfers under one id");
  const locators = items.map(({ locator }) => locator);
  if (new Set(locators).size !== locators.length) faults.push("a record twice");
  return faults;
}

const amountsOf = ({ items }: CheckAnswer): readonly string[] =>
  items.flatMap(({ transfers }) =>
    transfers.map(({ asset, atoms }) => {
      const parsed = parseAsset(asset);
      return plainAmount(formatUnits(BigInt(atoms), parsed.ok ? (knownScale(parsed.value) ?? 0) : 0));
    }),
  );

const paymentsOf = ({ items }: CheckAnswer, isFincen: boolean): number =>
  items.reduce((sum, { findings, payments }) => sum + (isFincen && findings === null ? 1 : payments), 0);

/** Nothing is invented, and nothing is left out without a word. */
function silenceFaults({ seed, text, isContainerOnly }: FuzzCase, checked: CheckAnswer, whole: SeedAnswers): readonly string[] {
  const amounts = amountsOf(checked);
  const before = whole.get(seed.name);
  if (isContainerOnly && before !== undefined) {
    const isSame = JSON.stringify(amounts) === JSON.stringify(amountsOf(before));
    return checked.errors > 0 || isSame ? [] : ["silent: a damaged archive gives other payments without a word"];
  }
  if (text === null) return [];
  const stated = scanText(seed.scan, text);
  if (stated === null)
    return checked.errors > 0 || seed.scan !== "fintrac" ? [] : ["silent: a text that nobody can read loads without a word"];
  return [...inventedFaults(amounts, stated), ...missingFaults(checked, stated, seed.scan)];
}

function inventedFaults(amounts: readonly string[], stated: Stated): readonly string[] {
  return amounts.filter((amount) => !stated.amounts.has(amount)).map((amount) => `invented: an amount ${amount}`);
}

function missingFaults(checked: CheckAnswer, stated: Stated, scan: string): readonly string[] {
  const isFincen = scan === "fincen";
  const loaded = paymentsOf(checked, isFincen);
  if (checked.errors === 0)
    return loaded === stated.payments ? [] : [`silent: ${stated.payments} payments stated, ${loaded} loaded, no error`];
  if (checked.items.some((item) => isOfMore(item, scan))) return [];
  const holding = checked.items.filter(({ payments, findings }) => payments > 0 || (isFincen && findings === null)).length;
  if (holding + checked.rejected >= stated.records) return [];
  return [`silent: ${stated.records} records stated, ${holding} loaded and ${checked.rejected} kept apart`];
}

/** The store holds what the check promised. */
function ingestFaults(
  checked: CheckAnswer,
  { outcome, records, rejected, conflicts, added, lost }: IngestAnswer,
): readonly string[] {
  const promised = [...new Set(checked.items.flatMap(({ transfers }) => transfers.map(({ id }) => id)))];
  const isSame = added.length === promised.length && added.every((id) => promised.includes(id));
  const isComplete = rejected + conflicts === 0;
  return [
    ...(lost > 0 ? [`store: ${lost} transfers of other files are gone`] : []),
    ...(rejected < checked.rejected ? ["store: fewer records kept apart than in the check"] : []),
    ...(records < checked.records ? ["store: fewer records than in the check"] : []),
    ...(isComplete !== (outcome === "complete")
      ? [`store: ${outcome} with ${rejected} kept apart and ${conflicts} in conflict`]
      : []),
    ...(conflicts === 0 && !isSame ? [`store: ${added.length} transfers, ${promised.length} promised`] : []),
    ...(added.every((id) => promised.includes(id)) ? [] : ["store: a transfer that the check did not name"]),
  ];
}
