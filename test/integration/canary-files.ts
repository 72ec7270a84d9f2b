/** Names of a person that nobody has: what must be found in no file of a store. */
export const canary = "Kanarienvogelina Zeuginova";
export const thaiCanary = "กานารีวรรณ พยานดี";
const words = `${canary} ${thaiCanary}`;

/** Names of a sender's own making. */
const element = "Kanarienvogelina_Zeuginova";

/**
 * Elements whose text a reader needs as it is, by format: with these kept, most records load. Names of institutions stand in the ledger's accounts,
 * in plain text.
 */
const keptElements: ReadonlyMap<string, RegExp> = new Map([
  [
    "goaml",
    /^(rentity_id|submission_code|report_date|submission_date|currency_code_local|date_transaction|transmode_code|amount_local|.*_funds_code|.*_country|account|swift|institution_code|institution_name|currency_code|.*country_code|birthdate|gender|personal_account_type|status_code|is_primary|opened|balance|date_balance|nationality1|residence|incorporation_country_code|foreign_.*)$/,
  ],
  [
    "iso20022",
    /^(.*Dt|.*DtTm|.*Amt|Amt|Cd|CdtDbtInd|IBAN|BICFI|BIC|Ccy|Ctry|NbOfTxs|CtrlSum|SttlmMtd|ElctrncSeqNb|LglSeqNb|UETR|ChrgBr|PmtMtd|BtchBookg|Sts|RvslInd|Issr)$/,
  ],
  ["fincen", /^(.*Date.*|.*Code|.*CodeText|.*Amount.*|.*Indicator|.*Count|.*TypeText|.*Number|.*NumberText|.*ID)$/],
  ["institutions", /^(Issr|institution_name)$/],
  ["ivms101", /^\d+$|(Type|country|Country|date|Date|Version|accountNumber|Authority)/],
  ["fintrac", /(Date|Time|Code|Amount|amount|Number|Type|type|Indicator|currency|Flag)/],
]);

/** Every other leaf of an XML file names the person. */
export function nameInXml(xml: string, format: string): string {
  const kept = keptElements.get(format);
  let count = 0;
  const change = (part: string): string =>
    part.replace(/<([A-Za-z_][\w.:-]*)((?:\s[^<>]*)?)>([^<>]+)<\/\1>/g, (whole, name: string, attributes: string) => {
      if (kept?.test(name.replace(/^.*:/, "")) === true) return whole;
      count += 1;
      return `<${name}${attributes}>${words} ${count}</${name}>`;
    });
  return xml
    .split(/(<(?:\w+:)?FinInstnId>[\s\S]*?<\/(?:\w+:)?FinInstnId>)/)
    .map((part) => (/^<(?:\w+:)?FinInstnId>/.test(part) ? part : change(part)))
    .join("");
}

/** Every leaf names the person, codes, dates and amounts too; not the names of institutions. */
export function nameEverywhere(xml: string): string {
  return nameInXml(xml, "institutions");
}

/** Elements that no format knows, named after the person: before, between and after the records, and inside one. */
export function addUnknownElements(xml: string, record: string): string {
  const unknown = `<${element}>${words}</${element}>`;
  return xml
    .replace(`<${record}>`, `${unknown}<${record}>`)
    .replace(`</${record}>`, `<${element} note="${words}">${words}</${element}></${record}>${unknown}`);
}

/** All texts of a JSON document name the person, other than under keys that a reader needs; and one key does. */
export function nameInJson(json: string, format: string): string {
  const kept = keptElements.get(format);
  const document: unknown = JSON.parse(json, (key, value: unknown) =>
    typeof value === "string" && kept?.test(key) !== true ? words : value,
  );
  return JSON.stringify(typeof document === "object" ? { ...document, [element]: words } : document);
}

/** Lines of an MT message that hold a name, an address or words name the person; with `everywhere`, the values of all fields but the message's reference. */
export function nameInMt(text: string, everywhere = false): string {
  const lines = text.split("\n").map((line) => {
    if (/^:(70|72|86):/.test(line)) return `${line.slice(0, 4)}${words}`;
    if (everywhere && /^:(?!20:)\w+:/.test(line)) return line.replace(/^(:\w+:).*/, `$1${words}`);
    const numbered = /^[123]\/(?!TH\/)/.exec(line)?.[0];
    if (numbered !== undefined) return `${numbered}${canary}`;
    return /^[A-Z0-9]/.test(line) && line !== "" ? canary : line;
  });
  return lines.join("\n");
}

/** Words in the texts of a table that hold none of the named columns' values, one word for each place. */
export function nameInTexts(text: string, places: readonly string[]): string {
  return places.reduce((named, place) => named.replaceAll(place, words), text);
}
