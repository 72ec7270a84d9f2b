/** What a column can be for. */
export type ColumnUse =
  | "reference"
  | "date"
  | "time"
  | "amount"
  | "debit"
  | "credit"
  | "direction"
  | "balance"
  | "currency"
  | "own_account"
  | "counterparty_account"
  | "counterparty_bank"
  | "counterparty_name"
  | "description"
  | "document"
  | "phone"
  | "email"
  | "birth_date";

/**
 * Words that banks put above their columns: English, Thai, Lao, Vietnamese, Chinese in both scripts, Khmer in its script and in Latin
 * letters, Burmese, Malay and Indonesian, German, French. The longer phrase wins.
 */
const words: Readonly<Record<ColumnUse, string>> = {
  reference:
    "no|ref|ref no|reference|reference no|transaction id|transaction no|txn id|txn ref|trace no|voucher|voucher no|seq|sequence|id|เลขที่รายการ|เลขที่อ้างอิง|ลำดับ|ລຳດັບ|số tham chiếu|số bút toán|mã giao dịch|số giao dịch|số ct|stt|流水号|流水號|交易流水号|序号|序號|交易编号|交易編號|参考号|參考編號|凭证号|លេខយោង|លេខប្រតិបត្តិការ|lekh yong|အမှတ်စဉ်|no rujukan|no referensi|beleg nr|référence",
  date: "date|transaction date|txn date|tran date|posting date|booking date|value date|trans date|วันที่|วันที่ทำรายการ|วันที่รายการ|ວັນທີ|ngày|ngày giao dịch|ngày gd|交易日期|日期|记账日期|記帳日期|交易日|កាលបរិច្ឆេទ|ថ្ងៃ|kal borichhet|kalboricchet|thngai|ရက်စွဲ|tarikh|tanggal|buchungstag|datum|date opération",
  time: "time|transaction time|txn time|เวลา|ເວລາ|giờ|giờ giao dịch|时间|交易时间|時間|交易時間|ម៉ោង|maong|အချိန်|masa|waktu|uhrzeit|heure",
  amount:
    "amount|amt|transaction amount|txn amount|จำนวนเงิน|จำนวน|ຈຳນວນເງິນ|số tiền|số tiền giao dịch|金额|金額|交易金额|交易金額|发生额|ចំនួនទឹកប្រាក់|ចំនួន|chomnuon|chamnuon|ပမာဏ|jumlah|amaun|betrag|montant",
  debit:
    "debit|dr|withdrawal|withdrawals|paid out|money out|debit amount|ถอน|ถอนเงิน|เดบิต|ຖອນ|ghi nợ|nợ|phát sinh nợ|rút|借方|借方金额|借方金額|支出|支出金额|提款|ដក|ឥណពន្ធ|dok|ထုတ်ငွေ|keluar|soll|débit",
  credit:
    "credit|cr|deposit|deposits|paid in|money in|credit amount|ฝาก|ฝากเงิน|เครดิต|ຝາກ|ghi có|có|phát sinh có|nạp|贷方|贷方金额|貸方|貸方金額|收入|收入金额|存款|ដាក់|ឥណទាន|dak|သွင်းငွေ|masuk|haben|crédit",
  direction:
    "dr cr|d c|dc|dr/cr|d/c|cr dr|debit credit|type|sign|side|direction|ประเภท|ประเภทรายการ|loại|loại giao dịch|借贷|借贷标志|借貸|借貸別|收支|ប្រភេទ|jenis|soll haben",
  balance:
    "balance|running balance|available balance|ยอดคงเหลือ|คงเหลือ|ຍອດເຫຼືອ|số dư|余额|餘額|账户余额|សមតុល្យ|samatul|လက်ကျန်|baki|saldo|solde",
  currency:
    "currency|ccy|cur|curr|สกุลเงิน|ສະກຸນເງິນ|loại tiền|tiền tệ|币种|幣別|币别|货币|រូបិយប័ណ្ណ|roubeyban|rupiyaban|ငွေကြေး|mata wang|mata uang|währung|devise",
  own_account:
    "account|account no|account number|acct no|acc no|own account|เลขที่บัญชี|บัญชี|ເລກບັນຊີ|số tài khoản|tài khoản|账号|帐号|賬號|帳號|本方账号|លេខគណនី|គណនី|lekh konney|konney|အကောင့်နံပါတ်|no akaun|no rekening|kontonummer|iban|compte",
  counterparty_account:
    "counterparty account|beneficiary account|payee account|to account|from to account|other account|counter account|contra account|opposite account|beneficiary account no|บัญชีปลายทาง|เลขที่บัญชีปลายทาง|บัญชีคู่โอน|tài khoản đối ứng|số tài khoản đối ứng|tài khoản thụ hưởng|对方账号|对方帐号|對方帳號|對方賬號|对手账号|គណនីអ្នកទទួល|konney tetuol|akaun penerima|rekening lawan|gegenkonto|compte bénéficiaire",
  counterparty_bank:
    "counterparty bank|beneficiary bank|other bank|bank|bank name|to bank|ธนาคาร|ธนาคารปลายทาง|ທະນາຄານ|ngân hàng|ngân hàng đối ứng|对方银行|對方銀行|对方行名|开户行|ធនាគារ|thoneakea|ဘဏ်|bank penerima|banque",
  counterparty_name:
    "counterparty|counterparty name|beneficiary|beneficiary name|payee|payer|name|other party|ชื่อ|ชื่อบัญชี|ชื่อผู้รับโอน|คู่โอน|ຊື່|tên người thụ hưởng|tên đối ứng|đối tác|对方户名|对方名称|對方戶名|对手户名|户名|ឈ្មោះ|ឈ្មោះអ្នកទទួល|chhmuoh|chhmuah|အမည်|nama|nama penerima|empfänger|bénéficiaire",
  description:
    "description|details|narrative|narration|particulars|remark|remarks|note|memo|purpose|รายละเอียด|รายการ|หมายเหตุ|ລາຍລະອຽດ|nội dung|diễn giải|mô tả|摘要|备注|備註|附言|用途|ការពិពណ៌នា|បរិយាយ|pipoarnea|အကြောင်းအရာ|keterangan|butiran|verwendungszweck|libellé",
  document:
    "passport|passport no|id no|id number|id card|national id|document no|document number|บัตรประชาชน|เลขบัตรประชาชน|หนังสือเดินทาง|số cmnd|số cccd|cccd|hộ chiếu|身份证|身份证号|护照号|證件號碼|证件号码|អត្តសញ្ញាណប័ណ្ណ|no paspor|no kp",
  phone:
    "phone|phone no|telephone|tel|mobile|mobile no|โทรศัพท์|เบอร์โทร|เบอร์โทรศัพท์|điện thoại|số điện thoại|sđt|电话|手机|手机号|電話|ទូរស័ព្ទ|tourosap|telefon|no hp",
  email: "email|e mail|mail|อีเมล|邮箱|电子邮箱|電郵|អ៊ីមែល|emel",
  birth_date: "birth date|date of birth|dob|วันเกิด|ngày sinh|出生日期|生日|ថ្ងៃខែឆ្នាំកំណើត|tarikh lahir|tanggal lahir|geburtsdatum",
};

const phrases: ReadonlyArray<readonly [phrase: string, use: ColumnUse]> = Object.entries(words)
  .flatMap(([use, list]) => list.split("|").map((phrase) => [normalise(phrase), use] as const))
  .flatMap(([phrase, use]) => (isUse(use) ? [[phrase, use] as const] : []));

function isUse(word: string): word is ColumnUse {
  return Object.hasOwn(words, word);
}

/** How well a header's words say a use, from 0 to 1, with the words that say it. */
export interface HeaderMatch {
  readonly use: ColumnUse;
  readonly score: number;
  readonly phrase: string;
}

/** The uses that a header names, the best first, each once. */
export function matchHeader(header: string): readonly HeaderMatch[] {
  const text = normalise(header);
  if (text === "") return [];
  const best = new Map<ColumnUse, HeaderMatch>();
  for (const [phrase, use] of phrases) {
    const score = scoreOf(text, phrase);
    if (score > (best.get(use)?.score ?? 0)) best.set(use, { use, score, phrase });
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

/** The share of the header that the phrase covers; scripts without spaces match inside words. */
function scoreOf(text: string, phrase: string): number {
  const isSpaced = /^[\p{Script=Latin}\p{M}\p{N} ]+$/u.test(phrase);
  const isInside = isSpaced ? ` ${text} `.includes(` ${phrase} `) : text.includes(phrase);
  return isInside ? phrase.length / text.length : 0;
}

export function normalise(text: string): string {
  return text
    .slice(0, 200)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
