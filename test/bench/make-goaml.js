// Writes a goAML report (Ghana, 5.0.1) of any number of invented two-sided payments, 2.3 KB each, as banks' systems lay them out.

import { once } from "node:events";
import { createWriteStream } from "node:fs";

const header = `<?xml version="1.0" encoding="UTF-8"?>
<report>
  <rentity_id>77</rentity_id>
  <rentity_branch>Accra Ridge</rentity_branch>
  <submission_code>E</submission_code>
  <report_code>STR</report_code>
  <entity_reference>BENCH-1</entity_reference>
  <report_date>2025-04-02T16:00:00</report_date>
  <currency_code_local>GHS</currency_code_local>
  <reporting_user_code>officer77</reporting_user_code>
  <location>
    <address_type>1</address_type>
    <address>1 Sample Avenue</address>
    <city>Accra</city>
    <country_code>GH</country_code>
  </location>
  <reason>Salary accounts receive payments from strangers and send them on within the hour.</reason>
`;

const trailer = `  <report_indicators>
    <indicator>-</indicator>
  </report_indicators>
</report>
`;

function transaction(number) {
  const cents = ((number * 7919) % 9_000_000) + 100;
  const payer = 1_000_000_000 + ((number * 31) % 40_000);
  const payee = 2_000_000_000 + ((number * 17) % 9_000);
  const second = (number % 60).toString().padStart(2, "0");
  const minute = (Math.floor(number / 60) % 60).toString().padStart(2, "0");
  return `  <transaction>
    <transactionnumber>B-${number}</transactionnumber>
    <transaction_location>Online</transaction_location>
    <transaction_description>Transfer described as investment fee, order ${number} of the month, told by phone</transaction_description>
    <date_transaction>2025-03-28T09:${minute}:${second}</date_transaction>
    <transmode_code>A</transmode_code>
    <amount_local>${Math.floor(cents / 100)}.${(cents % 100).toString().padStart(2, "0")}</amount_local>
    <t_from>
      <from_funds_code>A</from_funds_code>
      <from_account>
        <institution_name>Invented Savings Bank</institution_name>
        <swift>INVTGHACXXX</swift>
        <account>${payer}</account>
        <account_name>Ama Sample ${payer % 1000}</account_name>
      </from_account>
      <from_country>GH</from_country>
    </t_from>
    <t_to_my_client>
      <to_funds_code>A</to_funds_code>
      <to_account>
        <institution_name>Example Commercial Bank</institution_name>
        <institution_code>300999</institution_code>
        <branch>Accra Ridge</branch>
        <account>${payee}</account>
        <currency_code>GHS</currency_code>
        <account_name>Kojo Placeholder ${payee % 1000}</account_name>
        <client_number>C-${payee % 9000}</client_number>
        <account_type>B</account_type>
        <related_persons>
          <account_related_person>
            <is_primary>1</is_primary>
            <t_person>
              <gender>M</gender>
              <first_name>Kojo</first_name>
              <last_name>Placeholder</last_name>
              <birthdate>1994-02-11T00:00:00</birthdate>
              <ssn>GHA-${payee}-1</ssn>
              <nationality1>GH</nationality1>
              <residence>GH</residence>
              <phones>
                <phone>
                  <tph_contact_type>1</tph_contact_type>
                  <tph_communication_type>M</tph_communication_type>
                  <tph_country_prefix>233</tph_country_prefix>
                  <tph_number>${200_000_000 + (payee % 9000)}</tph_number>
                </phone>
              </phones>
              <occupation>Clerk</occupation>
            </t_person>
            <role>A</role>
          </account_related_person>
        </related_persons>
        <opened>2025-01-15T00:00:00</opened>
        <status_code>A</status_code>
      </to_account>
      <to_country>GH</to_country>
    </t_to_my_client>
  </transaction>
`;
}

export async function makeGoaml(path, transactions) {
  const file = createWriteStream(path);
  file.write(header);
  for (let number = 1; number <= transactions; number += 1) if (!file.write(transaction(number))) await once(file, "drain");
  file.end(trailer);
  await once(file, "finish");
}
