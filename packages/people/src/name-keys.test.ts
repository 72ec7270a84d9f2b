import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameForms, nameKeys } from "./name-keys.ts";

function shared(a: string, b: string, kind: "person" | "entity" = "person"): readonly string[] {
  const keys = new Set(nameKeys(a, kind));
  return nameKeys(b, kind).filter((key) => keys.has(key));
}

describe("name keys", () => {
  test.each([
    ["regional spelling", "SOMCHAI JAIDEE", "SOMCHAY CHAIDI"],
    ["order and title", "Mr. Somchai Jaidee", "JAIDEE, SOMCHAI"],
    ["Thai", "นายสมชาย ใจดี", "SOMCHAI JAIDEE"],
    ["Thai with silent letters", "วิชัย ศักดิ์ศรี", "WICHAI SAKSRI"],
    ["Lao", "ທ້າວ ສົມສັກ ໄຊຍະວົງ", "SOMSACK XAYAVONG"],
    ["Khmer", "សុខ សុភា", "SOK SOPHEA"],
    ["Burmese", "ဦးသန်း ကျော်", "U THAN KYAW"],
    ["Burmese without spaces", "မချိုချို", "MA CHO CHO"],
    ["Vietnamese", "Đặng Thị Ánh", "DANG THI ANH"],
    ["Vietnamese without a middle name", "Nguyễn Văn Đức", "NGUYEN DUC"],
    ["pinyin", "陈志强", "ZHIQIANG CHEN"],
    ["pinyin in three words", "陈志强", "CHEN ZHI QIANG"],
    ["Hokkien", "陳志強", "TAN CHEE KEONG"],
    ["Cantonese", "陳志強", "CHAN CHI KEUNG"],
    ["Vietnamese of a Chinese surname", "陈文德", "TRAN VAN DUC"],
    ["a surname of two characters", "歐陽志強", "OUYANG ZHIQIANG"],
    ["a surname that is a title elsewhere", "马化腾", "MA HUATENG"],
    ["a title that is a surname", "KO CHEE KEONG", "CHEE KEONG KO"],
    ["a descent", "RAJESH A/L KUMAR", "RAJESH KUMAR"],
    ["Arabic", "أحمد كمال", "AHMAD KAMAL"],
    ["both scripts in one field", "馬雲 (Ma Yun)", "MA YUN"],
  ])("%s", (_, a, b) => {
    expect(shared(a, b)).not.toEqual([]);
  });

  test.each([
    ["SOMCHAI JAIDEE", "PRASERT WONGSAWAT"],
    ["陈志强", "李娜"],
    ["ဦးသန်း ကျော်", "ဒေါ်ခင် စန်း"],
  ])("%s and %s share none", (a, b) => {
    expect(shared(a, b)).toEqual([]);
  });

  test("two given names under one surname differ in sound", () => {
    expect(nameForms("SOMCHAI JAIDEE", "person").sounds).not.toEqual(nameForms("SOMSAK JAIDEE", "person").sounds);
  });

  test("an organisation's legal form is no part of its name", () => {
    expect(shared("บริษัท ทองคำ จำกัด (มหาชน)", "THONGKHAM PUBLIC COMPANY LIMITED", "entity")).not.toEqual([]);
    expect(nameForms("CÔNG TY TNHH SAO MAI", "entity").plain).toEqual(["MAI SAO"]);
  });

  test("Burmese in the Zawgyi encoding makes none", () => {
    expect(nameKeys("ေမာင္ေမာင္", "person")).toEqual([]);
    expect(nameKeys("မောင်မောင်", "person")).not.toEqual([]);
  });

  test("an empty name and a name without letters make none", () => {
    expect(nameKeys(" ", "person")).toEqual([]);
    expect(nameKeys("-- 12 //", "person")).toEqual([]);
  });

  test("any text makes at most eight, the same each time, and none that is long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.constantFrom("person", "entity"), (name, kind) => {
        const keys = nameKeys(name, kind);
        expect(keys.length).toBeLessThanOrEqual(8);
        expect(new Set(keys).size).toBe(keys.length);
        expect(nameKeys(name, kind)).toEqual(keys);
        expect(Math.max(0, ...keys.map(({ length }) => length))).toBeLessThan(4000);
      }),
    );
  });

  test("capitals and the order of Latin words change no sound", () => {
    const word = fc.stringMatching(/^[A-Z]{4,9}$/);
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (words) => {
        const forms = nameForms(words.join(" "), "entity");
        expect(nameForms([...words].reverse().join(" ").toLowerCase(), "entity").sounds).toEqual(forms.sounds);
      }),
    );
  });

  test("a hostile name is read in little time", () => {
    const started = performance.now();
    for (const text of ["ก์".repeat(50_000), "A".repeat(100_000), "ေ".repeat(50_000), "陈".repeat(50_000), "A陈".repeat(50_000)])
      nameKeys(text, "person");
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
