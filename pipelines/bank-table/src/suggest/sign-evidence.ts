import type { Direction } from "../bank-table-map.ts";
import { splitSign } from "../row-amount.ts";
import { type Choice, likely, sure, unsure } from "./choice.ts";
import { normalise } from "./header-words.ts";

/** A column's values, one for each row of the sample, as they stand. */
export type ColumnTexts = readonly string[];

export interface Marks {
  readonly decimal: string;
  readonly group: string;
}

const looseScale = 6;

/** An amount in millionths, for comparing; undefined where it is none. The rows themselves are read otherwise. */
function looseAmount(text: string, { decimal, group }: Marks): bigint | undefined {
  const { isNegative, magnitude } = splitSign(text.trim());
  const plain = group === "" ? magnitude : magnitude.replaceAll(group, "");
  const [units = "", fraction = "", ...rest] = plain.split(decimal);
  if (rest.length > 0 || !/^[0-9]{1,30}$/.test(units) || !/^[0-9]{0,6}$/.test(fraction)) return undefined;
  const value = BigInt(`${units}${fraction.padEnd(looseScale, "0")}`);
  return isNegative ? -value : value;
}

/**
 * Which way each row went, as the running balance says: the balance moved by just the row's amount. Whichever order of rows explains
 * more of them is taken; undefined where the balance does not say.
 */
export function directionsByBalance(
  amounts: ColumnTexts,
  balances: ColumnTexts,
  marks: Marks,
): readonly (Direction | undefined)[] {
  const [moved, held] = [amounts, balances].map((texts) => texts.map((text) => looseAmount(text, marks)));
  const direction = (index: number, before: number): Direction | undefined => {
    const [amount, now, then] = [moved?.[index], held?.[index], held?.[before]];
    if (amount === undefined || now === undefined || then === undefined || amount === 0n) return undefined;
    const size = amount < 0n ? -amount : amount;
    if (now - then === size) return "in";
    return then - now === size ? "out" : undefined;
  };
  const oldestFirst = amounts.map((_, index) => direction(index, index - 1));
  const newestFirst = amounts.map((_, index) => direction(index, index + 1));
  const count = (directions: readonly (Direction | undefined)[]): number =>
    directions.filter((said) => said !== undefined).length;
  return count(oldestFirst) >= count(newestFirst) ? oldestFirst : newestFirst;
}

const signAlternatives = [
  { answer: "positive_in", reason: "the bank writes withdrawals with a minus" },
  { answer: "positive_out", reason: "the bank writes payments without a sign and refunds with a minus" },
];

/** What a minus means in a column with both signs. */
export function weighSign(amounts: ColumnTexts, directions: readonly (Direction | undefined)[] | null): Choice {
  const key = "amount.sign";
  const votes = { positive_in: 0, positive_out: 0 };
  directions?.forEach((direction, index) => {
    if (direction === undefined) return;
    const { isNegative } = splitSign(amounts[index]?.trim() ?? "");
    votes[(direction === "in") === !isNegative ? "positive_in" : "positive_out"] += 1;
  });
  const [forIn, forOut] = [votes.positive_in, votes.positive_out];
  if (forIn + forOut >= 2 && (forIn === 0 || forOut === 0)) {
    const answer = forIn > 0 ? "positive_in" : "positive_out";
    return sure(key, answer, `the balance moves so in ${forIn + forOut} rows`);
  }
  const reason = forIn + forOut === 0 ? "no balance shows which way money went" : "the balance moves both ways";
  return unsure(key, reason, signAlternatives);
}

const directionWords: Readonly<Record<Direction, readonly string[]>> = {
  out: "d|dr|debit|withdrawal|out|paid out|transfer out|payment|ถอน|เดบิต|โอนออก|ຖອນ|nợ|ghi nợ|chi|rút|借|借方|支出|转出|轉出|ដក|ឥណពន្ធ|keluar|soll|s".split(
    "|",
  ),
  in: "c|cr|credit|deposit|in|paid in|transfer in|receipt|ฝาก|เครดิต|โอนเข้า|ຝາກ|có|ghi có|thu|nạp|贷|贷方|貸|貸方|收入|转入|轉入|ដាក់|ឥណទាន|masuk|haben|h".split(
    "|",
  ),
};

/** The few words of a column beside the amount, and what each means. Undefined where the column has too many to be one. */
export function weighDirectionWords(
  words: ColumnTexts,
  directions: readonly (Direction | undefined)[] | null,
): Choice | undefined {
  const distinct = [...new Set(words.filter((word) => word !== ""))];
  if (distinct.length === 0 || distinct.length > 6) return undefined;
  const read = distinct.map((word) => ({ word, ...meaningOf(word, { words, directions }) }));
  if (read.every(({ known, shown }) => known === undefined && shown === undefined)) return undefined;
  const meanings = read.map(({ word, known, shown }) => `${JSON.stringify(word)}: ${shown ?? known ?? '"?"'}`);
  const answer = `{ ${meanings.join(", ")} }`;
  const key = "amount.direction.lookup";
  const doubt = read.find(
    ({ known, shown, isMixed }) =>
      isMixed || (known ?? shown) === undefined || (known !== undefined && shown !== undefined && known !== shown),
  );
  if (doubt !== undefined) {
    return {
      ...unsure(key, `${JSON.stringify(doubt.word)} may mean either`, [{ answer, reason: "by the words" }]),
      answer: null,
    };
  }
  if (read.every(({ shown }) => shown !== undefined)) return sure(key, answer, "the balance moves so with each word");
  return likely(key, answer, { reason: "by the words: debit is money out of the customer's account" });
}

interface WordMeaning {
  readonly known: Direction | undefined;
  readonly shown: Direction | undefined;
  readonly isMixed: boolean;
}

function meaningOf(
  word: string,
  { words, directions }: { readonly words: ColumnTexts; readonly directions: readonly (Direction | undefined)[] | null },
): WordMeaning {
  const plain = normalise(word);
  const known = (["out", "in"] as const).find((direction) => directionWords[direction].includes(plain));
  const shown = new Set((directions ?? []).filter((direction, index) => direction !== undefined && words[index] === word));
  const [only] = shown;
  return { known, shown: shown.size === 1 ? only : undefined, isMixed: shown.size > 1 };
}
