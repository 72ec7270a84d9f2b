import type { Found } from "./mention.ts";

/** Words for account, and for account number, where reports are written. Vietnamese also as typed without its signs. */
const accountCues: readonly string[] = [
  "account",
  "accounts",
  "acct",
  "acc",
  "a/c",
  "a/n",
  "acno",
  "rekening",
  "no rek",
  "norek",
  "akaun",
  "บัญชี",
  "บช",
  "tài khoản",
  "tai khoan",
  "stk",
  "账号",
  "账户",
  "帳號",
  "帳戶",
  "賬號",
  "卡号",
  "គណនី",
  "ບັນຊີ",
  "ငွေစာရင်း",
  "चालू खाता",
  "खाता",
  "ගිණුම්",
  "கணக்கு",
  "cuenta",
  "compte",
  "konto",
  "conta",
  "счет",
  "счёт",
  "حساب",
];

/** Words for a telephone. */
const phoneCues: readonly string[] = [
  "phone",
  "telephone",
  "mobile",
  "tel",
  "cell",
  "hp",
  "whatsapp",
  "viber",
  "โทร",
  "มือถือ",
  "เบอร์",
  "điện thoại",
  "dien thoai",
  "sđt",
  "sdt",
  "电话",
  "手机",
  "電話",
  "手機",
  "ទូរស័ព្ទ",
  "លេខទូរស័ព្ទ",
  "ໂທ",
  "ဖုန်း",
  "телефон",
];

const escaped = (word: string): string => word.replace(/[/.]/g, "\\$&");
const anyOf = (words: readonly string[]): string =>
  [...new Set(words.flatMap((word) => [word.normalize("NFC"), word.normalize("NFD")]))]
    .sort((left, right) => right.length - left.length)
    .map(escaped)
    .join("|");

/** A Latin cue stands alone; after it come words for number and marks, all bounded. */
const accountCue = new RegExp(`(?<![A-Za-z])(?:${anyOf(accountCues)})`, "giu");
const phoneCue = new RegExp(`(?<![A-Za-z])(?:${anyOf(phoneCues)})`, "giu");
const between =
  /(?:s(?![A-Za-z]))?[\s:.#=*'"-]{0,6}(?:(?:no|nos|nr|num|number|numbers|numero|id|is|เลขที่|เลข|số|so|номер|លេខ|ເລກທີ|号码|号|號)(?![A-Za-z]))?[\s:.#=*'"-]{0,6}(?:is[\s:]{1,3})?/iuy;
const numberForm = /[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){5,33}(?![0-9A-Za-z])/y;
const digitsForm = /[0-9](?:[ -]?[0-9]){4,33}/y;

/** An account number has five digits or more, letters between them at most. */
const fiveDigits = /(?:[0-9][ A-Za-z-]{0,12}){5}/;

/** Account numbers of a folded text: only right behind a word for account. Which institution keeps the account is not said. */
export function findAccountNumbers(text: string): readonly Found[] {
  if (!fiveDigits.test(text)) return [];
  return [...text.matchAll(accountCue)].flatMap((match) => {
    const start = numberStart(text, match.index + match[0].length);
    const number = matchAt(digitsForm, text, start) ?? singleWord(text, start);
    if (number === undefined) return [];
    const end = start + number.length;
    const isCut = /[0-9A-Za-z]/.test(text.charAt(end));
    const value = number.replace(/[ -]/g, "").toUpperCase();
    if (isCut || value.replace(/[^0-9]/g, "").length < 5) return [];
    return [
      {
        start,
        end,
        reading: { kind: "account-number", value, isChecked: false, accounts: [], notes: ["no-checksum"] },
      } satisfies Found,
    ];
  });
}

/** Where numbers begin that stand right behind a word for a telephone. */
export function phoneNumberStarts(text: string): ReadonlySet<number> {
  return new Set([...text.matchAll(phoneCue)].map((match) => numberStart(text, match.index + match[0].length)));
}

function numberStart(text: string, after: number): number {
  return after + (matchAt(between, text, after)?.length ?? 0);
}

/** Letters and digits without spaces, where digits outweigh: `AB1234567`. */
function singleWord(text: string, start: number): string | undefined {
  const word = matchAt(numberForm, text, start)?.split(" ")[0];
  return word !== undefined && word.length >= 6 && word.replace(/[^0-9]/g, "").length * 2 >= word.length ? word : undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
