import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bankTableLimits } from "../bank-table-limits.ts";
import { encodeText, makeSheet, numberCell, readMadeTable, saidOf } from "../made-table.ts";
import { readBankTableMap } from "../read-bank-table-map.ts";
import type { MapSuggestion } from "./suggest-map.ts";
import { suggestMapOfFile } from "./take-sample.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "suggest-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function suggest(content: string | Uint8Array): Promise<MapSuggestion> {
  const path = join(folder, "table");
  await writeFile(path, content);
  return suggestMapOfFile(path);
}

/** `certainty answer` by key. */
function answersOf({ choices }: MapSuggestion): Readonly<Record<string, string>> {
  return Object.fromEntries(choices.map(({ key, certainty, answer }) => [key, `${certainty} ${answer ?? "?"}`]));
}

interface Sample {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly says: Readonly<Record<string, string>>;
  /** What somebody who knows the table answers to the open questions. */
  readonly answers: Readonly<Record<string, string>>;
  readonly transfers: number;
}

const thai = [
  "ธนาคารตัวอย่าง รายการเดินบัญชี",
  "",
  "ลำดับ,วันที่,เวลา,ถอนเงิน,ฝากเงิน,ยอดคงเหลือ,รายละเอียด,เลขที่บัญชี,ธนาคารปลายทาง,บัญชีปลายทาง",
  '1,31/01/2567,09:30,"1,250.50",,"8,749.50",โอน,123-4,SCB,77-1',
  '2,01/02/2567,09:31,,100.00,"8,849.50",ฝาก,123-4,,',
  '3,02/02/2567,10:00,49.50,,"8,800.00",โอน,123-4,BBL,88-2',
].join("\n");

const samples: readonly Sample[] = [
  {
    name: "Thai in windows-874, Buddhist years, columns of withdrawals and deposits that the balance confirms",
    content: encodeText(thai, "windows-874"),
    says: {
      encoding: "likely windows-874",
      header_line: "likely 3",
      "occurred_at.date_order": "sure dmy",
      "occurred_at.calendar": "sure buddhist",
      "occurred_at.zone": "likely Asia/Bangkok",
      "amount.debit": 'sure "ถอนเงิน"',
      "amount.credit": 'sure "ฝากเงิน"',
      "amount.decimal_mark": 'sure "."',
      own_account: "unsure ?",
      currency: "unsure ?",
    },
    answers: { currency: "{ constant: THB }", own_account: '{ template: "bank:KASITHBK:{เลขที่บัญชี}" }' },
    transfers: 2,
  },
  {
    name: "German, decimal comma, dates that may be either, a sign that the balance explains",
    content:
      "Datum;Betrag;Saldo;Verwendungszweck;Ccy;IBAN;Gegenkonto\n03/04/2024;-5,00;95,00;x;EUR;DE89370400440532013000;FR1420041010050500013M02606\n05/04/2024;10,00;105,00;y;EUR;DE89370400440532013000;\n06/04/2024;-1.000,00;-895,00;z;EUR;DE89370400440532013000;\n",
    says: {
      delimiter: 'sure ";"',
      reference: "likely { row_number: true }",
      "occurred_at.date_order": "unsure ?",
      "occurred_at.zone": "unsure ?",
      "amount.sign": "sure positive_in",
      "amount.decimal_mark": 'sure ","',
      "amount.group_mark": 'sure "."',
      currency: 'sure { column: "Ccy" }',
      own_account: 'sure { template: "iban:{IBAN}" }',
      counterparty_account: 'sure { template: "iban:{Gegenkonto}" }',
    },
    answers: { date_order: "dmy", zone: "Europe/Berlin" },
    transfers: 1,
  },
  {
    name: "Vietnamese, whole dong with groups, a word for the direction",
    content:
      "Số tham chiếu\tNgày giao dịch\tLoại\tSố tiền\tLoại tiền\tSố tài khoản\tTài khoản đối ứng\tNgân hàng đối ứng\tNội dung\nFT1\t15/01/2024\tNợ\t1.250.000\tVND\t0011001\t99001\tVCB\tchuyen tien\nFT2\t16/01/2024\tCó\t20.500.000\tVND\t0011001\t99002\tBIDV\tnhan tien\n",
    says: {
      delimiter: 'sure "\\t"',
      reference: 'likely { column: "Số tham chiếu" }',
      "occurred_at.date_order": "sure dmy",
      "occurred_at.zone": "likely Asia/Ho_Chi_Minh",
      "amount.direction": 'likely { column: "Loại", lookup: { "Nợ": out, "Có": in } }',
      "amount.group_mark": 'sure "."',
      currency: 'sure { column: "Loại tiền" }',
      counterparty_account: 'likely { template: "bank:{Ngân hàng đối ứng}:{Tài khoản đối ứng}" }',
    },
    answers: { own_account: '{ template: "bank:VTCB:{Số tài khoản}" }' },
    transfers: 2,
  },
  {
    name: "Chinese in GBK, year first, words for the direction that the balance confirms",
    content: encodeText(
      "交易流水号,交易日期,交易时间,借贷标志,交易金额,余额,币种,账号,对方账号,对方行名,对方户名,摘要\nS1,2024-03-01,09:30:00,借,500.00,9500.00,CNY,622202001,622848002,农业银行,张伟,转账\nS2,2024-03-02,10:00:00,贷,200.00,9700.00,CNY,622202001,622848003,建设银行,李娜,还款\nS3,2024-03-03,11:00:00,借,700.00,9000.00,CNY,622202001,622848002,农业银行,张伟,转账\n",
      "gbk",
    ),
    says: {
      encoding: "likely gbk",
      occurred_at: 'likely { template: "{交易日期} {交易时间}" }',
      "occurred_at.date_order": "sure ymd",
      "occurred_at.zone": "likely Asia/Shanghai",
      "amount.direction": 'sure { column: "借贷标志", lookup: { "借": out, "贷": in } }',
      counterparty_name: 'likely { column: "对方户名" }',
      ignore: 'likely ["余额"]',
    },
    answers: { own_account: '{ template: "bank:ICBKCNBJ:{账号}" }' },
    transfers: 3,
  },
  {
    name: "Khmer in Latin letters, American dates",
    content:
      "Lekh yong,Kal borichhet,Chomnuon,Roubeyban,Lekh konney,Chhmuoh,Pipoarnea\nA1,01/31/2024,15.00,USD,000111,Sok,x\nA2,02/01/2024,-20.00,USD,000111,Dara,y\n",
    says: {
      reference: 'likely { column: "Lekh yong" }',
      occurred_at: 'likely { column: "Kal borichhet" }',
      "occurred_at.date_order": "sure mdy",
      "amount.column": 'likely "Chomnuon"',
      "amount.sign": "unsure ?",
      currency: 'sure { column: "Roubeyban" }',
      counterparty_name: 'likely { column: "Chhmuoh" }',
    },
    answers: { sign: "positive_in", zone: "Asia/Phnom_Penh", own_account: '{ template: "bank:ABAAKHPP:{Lekh konney}" }' },
    transfers: 0,
  },
  {
    name: "a payment list in Khmer script, a currency by name, one doubtful amount",
    content: "លេខយោង,កាលបរិច្ឆេទ,ចំនួនទឹកប្រាក់,រូបិយប័ណ្ណ,លេខគណនី,ឈ្មោះ\n1,2024-01-05,1.500,រៀល,77,សុខ\n2,2024-01-06,2.000,រៀល,77,តារា\n",
    says: {
      "occurred_at.zone": "likely Asia/Phnom_Penh",
      "amount.decimal_mark": "unsure ?",
      "amount.direction": "unsure ?",
      currency: "unsure ?",
    },
    answers: {
      direction: "{ constant: out }",
      decimal_mark: '","\n  group_mark: "."',
      currency: '{ column: "រូបិយប័ណ្ណ", lookup: { "រៀល": KHR } }',
      own_account: '{ template: "bank:ACLBKHPP:{លេខគណនី}" }',
    },
    transfers: 0,
  },
  {
    name: "a spreadsheet with its own dates and numbers after a title",
    content: makeSheet({
      rows: [
        ["Statement of account"],
        [
          "Txn ID",
          "Posting Date",
          "Withdrawal",
          "Deposit",
          "Running Balance",
          "CCY",
          "Account No",
          "Beneficiary Bank",
          "Beneficiary Account",
          "Remarks",
        ],
        ["T1", numberCell(45352, 1), numberCell("10.5"), null, numberCell("89.5"), "SGD", "1-2", "DBS", "55", "a"],
        ["T2", numberCell(45353, 1), null, numberCell(20), numberCell("109.5"), "SGD", "1-2", "UOB", "66", "b"],
        ["T3", numberCell(45354, 1), numberCell(9), null, numberCell("100.5"), "SGD", "1-2", "UOB", "66", "c"],
      ],
    }),
    says: {
      header_line: "likely 2",
      "occurred_at.date_order": "sure ymd",
      "occurred_at.zone": "likely Asia/Singapore",
      "amount.debit": 'sure "Withdrawal"',
      "amount.credit": 'sure "Deposit"',
      currency: 'sure { column: "CCY" }',
    },
    answers: { own_account: '{ template: "bank:DBSSSGSG:{Account No}" }' },
    transfers: 3,
  },
  {
    name: "a bank that writes from its own side: the balance contradicts the headers",
    content:
      "Ref,Date,Debit,Credit,Balance,Currency,Account\nr1,2024-01-05,10.00,,110.00,USD,1\nr2,2024-01-06,,30.00,80.00,USD,1\nr3,2024-01-07,5.00,,85.00,USD,1\n",
    says: { "amount.debit": "unsure ?", "amount.credit": "unsure ?" },
    answers: { debit: '"Credit"', credit: '"Debit"', zone: "UTC", own_account: '{ template: "bank:X:{Account}" }' },
    transfers: 0,
  },
  {
    name: "people beside the movements, UTF-16, padded cells",
    content: Buffer.from(
      "\ufeffRef|Transaction Date|Amount|D/C|Currency|Account No|Passport No|Mobile No|Date of Birth\nr1 |2024-01-05T10:00:00Z|10.00|D |USD|1 |N123456|+66 81 234 5678|31/01/1990\nr2 |2024-01-06T10:00:00Z|30.00|C |USD|1 |N123457|+66 81 234 5679|28/02/1991\n",
      "utf16le",
    ),
    says: {
      encoding: "sure utf-16le",
      "occurred_at.format": "sure rfc3339",
      "amount.direction": 'likely { column: "D/C", lookup: { "D": out, "C": in }, trim: true }',
      reference: 'likely { column: "Ref", trim: true }',
      parties: "unsure ?",
    },
    answers: {
      own_account: '{ template: "bank:X:{Account No}", trim: true }',
      parties:
        '[{ role: holder, document: { column: "Passport No" }, document_kind: passport, phone: { column: "Mobile No" }, birth_date: { column: "Date of Birth", date_order: dmy } }]',
    },
    transfers: 0,
  },
];

describe("suggestMap", () => {
  test.each(samples)("$name", async ({ content, says }) => {
    expect(answersOf(await suggest(content))).toMatchObject(says);
  });

  test.each(samples)(
    "asks until it is answered, then the map reads the table: $name",
    async ({ content, answers, transfers }) => {
      const { yaml, choices } = await suggest(content);
      const open = choices.filter(({ answer }) => answer === null);
      expect(open.map(({ key }) => key.split(".").at(-1)).sort()).toEqual(Object.keys(answers).sort());
      const unanswered = readBankTableMap(yaml, { file: "map.yaml", limits: bankTableLimits });
      const questions = "findings" in unanswered ? unanswered.findings : [];
      expect(questions.map(({ code, found }) => `${code} ${found}`)).toEqual(
        open.map(() => "FIELD_MISSING a question that is still open"),
      );
      for (const { reasons, alternatives } of open) expect(reasons.length + alternatives.length).toBeGreaterThan(0);
      const answered = yaml.replace(
        /^( *)([a-z_]+): "\?"$/gm,
        (_line, indent: string, key: string) => `${indent}${key}: ${answers[key]}`,
      );
      const read = await readMadeTable(content, answered);
      expect(read.said).toEqual([]);
      expect(read.rows("transfers")).toHaveLength(transfers);
    },
  );
});

describe("an open question", () => {
  test("is told with its line, bare or quoted, wherever it stands", () => {
    const text = 'name: x\noccurred_at: { column: D, date_order: ?, zone: "?" }\ncurrency: ?  # which\n';
    const read = readBankTableMap(text, { file: "map.yaml", limits: bankTableLimits });
    expect("findings" in read && read.findings.map(saidOf)).toEqual([
      "FIELD_MISSING 2 occurred_at.date_order: a question that is still open",
      "FIELD_MISSING 2 occurred_at.zone: a question that is still open",
      "FIELD_MISSING 3 currency: a question that is still open",
    ]);
  });
});
