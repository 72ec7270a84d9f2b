type Change = readonly [from: string, to: string];

/** A fault that is planted in a made report. */
export interface MadeFault {
  /** Stands as a comment on the line that a finding has to name. */
  readonly mark: string;
  /** Position of the payment, from 1; null is the report around the payments. */
  readonly transaction: number | null;
  readonly path: string;
  /** The rule of the check; where the reading itself refuses what no rule covers, the code. */
  readonly rule: string;
  /** What is written instead of what: each text stands once in the payment or the report. `#` is the mark. */
  readonly changes: readonly Change[];
}

/** A report of the United Arab Emirates' edition with invented people, without a fault but those that are asked for. */
export function madeReport({ transactionCount, faults }: { transactionCount: number; faults: readonly MadeFault[] }): string {
  const payments = Array.from({ length: transactionCount }, (_, index) => {
    const own = faults.filter(({ transaction }) => transaction === index + 1);
    return plant(paymentText(index + 1), own);
  });
  const around = faults.filter(({ transaction }) => transaction === null);
  const [head, tail] = plant(`${headText}@\n${tailText}`, around).split("@\n");
  return `${head}${payments.join("")}${tail}`;
}

function plant(text: string, faults: readonly MadeFault[]): string {
  const changes = faults.flatMap(({ mark, changes: own }) => own.map(([from, to]) => ({ mark, from, to })));
  return changes.reduce((planted, { mark, from, to }) => {
    const parts = planted.split(from);
    if (parts.length !== 2) throw new Error(`${mark}: "${from}" stands ${parts.length - 1} times`);
    return parts.join(to.replaceAll("#", `<!--${mark}-->`));
  }, text);
}

const headText = `<?xml version="1.0" encoding="UTF-8"?>
<report>
  <schema_version>5.0.2</schema_version>
  <rentity_id>9001</rentity_id>
  <rentity_branch>HEAD OFFICE</rentity_branch>
  <submission_code>E</submission_code>
  <report_code>STR</report_code>
  <entity_reference>MADE-1</entity_reference>
  <report_date>2025-03-11T09:30:00</report_date>
  <currency_code_local>AED</currency_code_local>
  <reporting_person>
    <gender>F</gender>
    <first_name>Test</first_name>
    <last_name>Officer</last_name>
    <id_number>000000000000000</id_number>
    <occupation>MLRO</occupation>
  </reporting_person>
  <location>
    <address_type>BU</address_type>
    <address>1 Test Street</address>
    <city>Dubai</city>
    <country_code>AE</country_code>
    <state>Dubai</state>
  </location>
  <reason>Made for a test.</reason>
  <action>None.</action>
`;

const tailText = `  <report_indicators>
    <indicator>FRDVC</indicator>
  </report_indicators>
</report>
`;

const paymentText = (position: number): string => `  <transaction>
    <transactionnumber>T-${position}</transactionnumber>
    <internal_ref_number>CORE-${position}</internal_ref_number>
    <transaction_location>HEAD OFFICE</transaction_location>
    <transaction_description>Incoming credit</transaction_description>
    <date_transaction>2025-03-10T08:15:00</date_transaction>
    <value_date>2025-03-10T00:00:00</value_date>
    <transmode_code>SWIFT</transmode_code>
    <transmode_comment>-</transmode_comment>
    <amount_local>183625.00</amount_local>
    <transaction_status>C</transaction_status>
    <t_from>
      <from_funds_code>ELCFT</from_funds_code>
      <from_foreign_currency>
        <foreign_currency_code>USD</foreign_currency_code>
        <foreign_amount>50000.00</foreign_amount>
        <foreign_exchange_rate>3.6725</foreign_exchange_rate>
      </from_foreign_currency>
      <from_account>
        <institution_name>Example Savings Bank</institution_name>
        <swift>EXMPUS33XXX</swift>
        <account>000123456789</account>
        <account_name>Pat Example</account_name>
      </from_account>
      <from_country>US</from_country>
    </t_from>
    <t_to_my_client>
      <to_funds_code>CASH</to_funds_code>
      <to_is_suspected>true</to_is_suspected>
      <to_account>
        <institution_name>Synthetic Bank</institution_name>
        <swift>SYNTAEADXXX</swift>
        <non_bank_institution>false</non_bank_institution>
        <branch>MAIN BRANCH</branch>
        <account>1000200030004</account>
        <currency_code>AED</currency_code>
        <account_name>Silver Lotus Trading FZE</account_name>
        <client_number>C-55511</client_number>
        <personal_account_type>A</personal_account_type>
        <signatory>
          <is_primary>1</is_primary>
          <t_person>
            <gender>M</gender>
            <first_name>Sok</first_name>
            <last_name>Example</last_name>
            <birthdate>1991-04-05T00:00:00</birthdate>
            <id_number>N00000001</id_number>
            <nationality1>KH</nationality1>
            <residence>AE</residence>
            <phones>
              <phone>
                <tph_contact_type>PRIVT</tph_contact_type>
                <tph_communication_type>M</tph_communication_type>
                <tph_country_prefix>971</tph_country_prefix>
                <tph_number>500000000</tph_number>
              </phone>
            </phones>
            <identification>
              <type>PASSP</type>
              <number>N77</number>
              <issue_date>2022-01-01T00:00:00</issue_date>
              <expiry_date>2032-01-01T00:00:00</expiry_date>
              <issue_country>KH</issue_country>
            </identification>
            <tax_reg_number>N</tax_reg_number>
          </t_person>
          <role>PAH</role>
        </signatory>
        <opened>2025-02-26T00:00:00</opened>
        <status_code>A</status_code>
        <beneficiary>Sok B. Example</beneficiary>
      </to_account>
      <to_country>AE</to_country>
    </t_to_my_client>
    <comments>Payment ${position}</comments>
  </transaction>
`;

const fromAccount = "/t_from/from_account";
const toAccount = "/t_to_my_client/to_account";
const person = `${toAccount}/signatory/t_person`;

type Planted = readonly [path: string, rule: string, ...changes: Change[]];

/** One for each payment that has a fault; paths lead from the payment. */
const inPayments: readonly Planted[] = [
  [
    "/transactionnumber",
    "missing",
    ["  <transaction>", "  <transaction>#"],
    ["    <transactionnumber>T-1</transactionnumber>\n", ""],
  ],
  [
    "/internal_ref_number[2]",
    "too-many",
    ["    <transaction_location>", "<internal_ref_number>2</internal_ref_number>#\n<transaction_location>"],
  ],
  [
    "/transaction_location",
    "missing",
    ["  <transaction>", "  <transaction>#"],
    ["    <transaction_location>HEAD OFFICE</transaction_location>\n", ""],
  ],
  [
    "/transaction_description",
    "length",
    ["Incoming credit</transaction_description>", `${"long ".repeat(1_601)}</transaction_description>#`],
  ],
  ["/date_transaction", "time", ["2025-03-10T08:15:00</date_transaction>", "2025-02-30T08:15:00</date_transaction>#"]],
  ["/date_transaction", "time", ["2025-03-10T08:15:00</date_transaction>", "2025-03-10</date_transaction>#"]],
  ["/transmode_code", "code", ["SWIFT</transmode_code>", "SWFT</transmode_code>#"]],
  ["/transmode_comment", "length", ["-</transmode_comment>", "none</transmode_comment>#"]],
  ["/amount_local", "number", ["183625.00</amount_local>", "183,625.00</amount_local>#"]],
  ["/amount_local", "AMOUNT_NEGATIVE", ["183625.00</amount_local>", "-183625.00</amount_local>#"]],
  [
    "/value_date",
    "order",
    ["    <value_date>2025-03-10T00:00:00</value_date>\n", ""],
    ["    <t_from>", "    <value_date>2025-03-10T00:00:00</value_date>#\n    <t_from>"],
  ],
  [
    "",
    "RECORD_CONFLICT",
    ["  <transaction>", "  <transaction>#"],
    ["<transactionnumber>T-", "<transactionnumber>T-2</transactionnumber><!--"],
    ["</transactionnumber>\n", "-->\n"],
  ],
  ["", "client-side", ["  <transaction>", "  <transaction>#"], ["<t_to_my_client>", "<t_to>"], ["</t_to_my_client>", "</t_to>"]],
  ["/t_from/from_funds_code", "code", ["ELCFT</from_funds_code>", "elcft</from_funds_code>#"]],
  ["/t_from/from_country", "code", ["US</from_country>", "XX</from_country>#"]],
  [
    "/t_from/from_foreign_currency/foreign_currency_code",
    "code",
    ["USD</foreign_currency_code>", "US$</foreign_currency_code>#"],
  ],
  ["/t_from/from_foreign_currency/foreign_amount", "number", ["50000.00</foreign_amount>", "5e4</foreign_amount>#"]],
  [
    "/t_from/from_foreign_currency/foreign_currency_code",
    "missing",
    ["<from_foreign_currency>", "<from_foreign_currency>#"],
    ["        <foreign_currency_code>USD</foreign_currency_code>\n", ""],
  ],
  [
    `${fromAccount}/swift`,
    "choice",
    ["<swift>EXMPUS33XXX</swift>", "<institution_code>77</institution_code>\n<swift>EXMPUS33XXX</swift>#"],
  ],
  [`${fromAccount}/swift`, "length", ["EXMPUS33XXX</swift>", "EXMPUS33XXX-1</swift>#"]],
  [`${fromAccount}/account_name`, "pattern", ["Pat Example</account_name>", "Pät Example</account_name>#"]],
  [
    `${fromAccount}/account_nam`,
    "unknown-element",
    ["<account_name>Pat Example</account_name>", "<account_name>Pat Example</account_name><account_nam>x</account_nam>#"],
  ],
  [
    `${toAccount}/branch`,
    "missing",
    ["      <to_account>", "      <to_account>#"],
    ["        <branch>MAIN BRANCH</branch>\n", ""],
  ],
  [`${toAccount}/non_bank_institution`, "boolean", ["false</non_bank_institution>", "no</non_bank_institution>#"]],
  [`${toAccount}/signatory/is_primary`, "boolean", ["1</is_primary>", "0</is_primary>#"]],
  [`${toAccount}/signatory/role`, "code", ["PAH</role>", "PAHH</role>#"]],
  [`${person}/gender`, "code", ["M</gender>", "X</gender>#"]],
  [
    `${person}/first_name`,
    "missing",
    ["          <t_person>", "          <t_person>#"],
    ["            <first_name>Sok</first_name>\n", ""],
  ],
  [`${person}/birthdate`, "bounds", ["1991-04-05T00:00:00</birthdate>", "1691-04-05T00:00:00</birthdate>#"]],
  [
    `${person}/phones/phone/tph_number`,
    "missing",
    ["              <phone>", "              <phone>#"],
    ["                <tph_number>500000000</tph_number>\n", ""],
  ],
  [`${person}/identification/type`, "code", ["PASSP</type>", "PASSPORT</type>#"]],
  [`${person}/@lang`, "attribute", ["          <t_person>", '          <t_person lang="km">#']],
  [`${person}/phones`, "shape", ["            <phones>", "            <phones>#0500000000"]],
];

/** Paths lead from the report. */
const inHeader: readonly Planted[] = [
  ["/rentity_id", "number", ["9001</rentity_id>", "RE-9001</rentity_id>#"]],
  ["/submission_code", "code", ["E</submission_code>", "X</submission_code>#"]],
  ["/report_date", "time", ["2025-03-11T09:30:00</report_date>", "11/03/2025</report_date>#"]],
  ["/reporting_person/frist_name", "unknown-element", ["<last_name>", "<frist_name>Test</frist_name>#\n<last_name>"]],
  ["/location/city", "missing", ["  <location>", "  <location>#"], ["    <city>Dubai</city>\n", ""]],
  ["/reason", "order", ["  <action>None.</action>\n", ""], ["  <reason>", "  <action>None.</action>\n  <!--H5--><reason>"]],
  ["/report_indicators/indicator", "code", ["FRDVC</indicator>", "FRDVX</indicator>#"]],
];

/** 40 faults over a report of 1,400 payments or more; the last of them stand beyond line 65,535. */
export const madeFaults: readonly MadeFault[] = [
  ...inHeader.map(([path, rule, ...changes], index) => ({
    mark: `H${index}`,
    transaction: null,
    path: `/report${path}`,
    rule,
    changes,
  })),
  ...inPayments.map(([path, rule, ...changes], index) => {
    const transaction = 1 + index * 42;
    return { mark: `P${index}`, transaction, path: `/report/transaction[${transaction}]${path}`, rule, changes };
  }),
];
