/** A column of one of the project's own tables, and the place in goAML that it fills. */
export interface TableColumn {
  readonly name: string;
  /** Below the element that the row becomes: `phones/phone/tph_number`. */
  readonly path: string;
}

/** One of the project's own tables. */
export interface TableForm {
  readonly file: string;
  /** Columns that say what the row is and what it belongs to; they fill nothing themselves. */
  readonly keys: readonly string[];
  readonly requiredKeys: readonly string[];
  readonly columns: readonly TableColumn[];
}

/** A column of this prefix fills the goAML path that follows it: `goaml:phones/phone[2]/tph_number`. */
export const pathPrefix = "goaml:";

const columnsOf = (paths: Readonly<Record<string, string>>): readonly TableColumn[] =>
  Object.entries(paths).map(([name, path]) => ({ name, path }));

const under = (prefix: string, at: string, columns: readonly TableColumn[]): readonly TableColumn[] =>
  columns.map(({ name, path }) => ({ name: `${prefix}_${name}`, path: `${at}/${path}` }));

const addressColumns: readonly TableColumn[] = columnsOf({
  type: "address_type",
  line: "address",
  town: "town",
  city: "city",
  zip: "zip",
  country: "country_code",
  state: "state",
  comments: "comments",
});

const phoneColumns = columnsOf({
  contact: "tph_contact_type",
  type: "tph_communication_type",
  prefix: "tph_country_prefix",
  number: "tph_number",
  extension: "tph_extension",
});

const contactColumns: readonly TableColumn[] = [
  ...under("phone", "phones/phone", phoneColumns),
  ...under("address", "addresses/address", addressColumns),
  ...columnsOf({ email: "email", tax_number: "tax_number", tax_reg_number: "tax_reg_number", comments: "comments" }),
];

const documentColumns = columnsOf({
  type: "type",
  number: "number",
  issued: "issue_date",
  expires: "expiry_date",
  issued_by: "issued_by",
  country: "issue_country",
});

export const personColumns: readonly TableColumn[] = [
  ...columnsOf({
    gender: "gender",
    title: "title",
    first_name: "first_name",
    middle_name: "middle_name",
    prefix: "prefix",
    last_name: "last_name",
    birth_date: "birthdate",
    birth_place: "birth_place",
    mothers_name: "mothers_name",
    alias: "alias",
    ssn: "ssn",
    passport_number: "passport_number",
    passport_country: "passport_country",
    id_number: "id_number",
    nationality: "nationality1",
    nationality_2: "nationality2",
    nationality_3: "nationality3",
    residence: "residence",
    occupation: "occupation",
    employer: "employer_name",
    deceased: "deceased",
    death_date: "date_deceased",
    source_of_wealth: "source_of_wealth",
  }),
  ...under("document", "identification", documentColumns),
  ...contactColumns,
];

export const entityColumns: readonly TableColumn[] = [
  ...columnsOf({
    name: "name",
    commercial_name: "commercial_name",
    legal_form: "incorporation_legal_form",
    incorporation_number: "incorporation_number",
    business: "business",
    url: "url",
    incorporation_state: "incorporation_state",
    incorporation_country: "incorporation_country_code",
    incorporation_date: "incorporation_date",
    business_closed: "business_closed",
    closing_date: "date_business_closed",
  }),
  ...contactColumns,
];

const accountColumns = columnsOf({
  institution: "institution_name",
  institution_code: "institution_code",
  swift: "swift",
  institution_country: "institution_country",
  non_bank: "non_bank_institution",
  branch: "branch",
  number: "account",
  currency: "currency_code",
  name: "account_name",
  iban: "iban",
  client_number: "client_number",
  type: "personal_account_type",
  opened: "opened",
  closed: "closed",
  balance: "balance",
  balance_time: "date_balance",
  status: "status_code",
  beneficiary: "beneficiary",
  beneficiary_comment: "beneficiary_comment",
  comments: "comments",
});

const moneyColumns = columnsOf({
  currency: "foreign_currency_code",
  amount: "foreign_amount",
  rate: "foreign_exchange_rate",
});

const sideColumns = (side: "from" | "to"): readonly TableColumn[] => [
  ...under(
    side,
    `t_${side}`,
    columnsOf({
      funds: `${side}_funds_code`,
      funds_comment: `${side}_funds_comment`,
      suspected: `${side}_is_suspected`,
      country: `${side}_country`,
    }),
  ),
  ...under(side, `t_${side}/${side}_foreign_currency`, moneyColumns),
];

const transferColumns: readonly TableColumn[] = [
  ...columnsOf({
    number: "transactionnumber",
    suspicious: "transaction_is_suspicious",
    internal_reference: "internal_ref_number",
    agent: "agent_name",
    location: "transaction_location",
    description: "transaction_description",
    time: "date_transaction",
    teller: "teller",
    authorized: "authorized",
    late_deposit: "late_deposit",
    posting_time: "date_posting",
    value_time: "value_date",
    type: "transaction_type_code",
    channel: "transmode_code",
    channel_comment: "transmode_comment",
    amount: "amount_local",
    status: "transaction_status",
    comments: "comments",
    conductor_suspected: "t_from/conductor_is_suspected",
  }),
  ...sideColumns("from"),
  ...sideColumns("to"),
];

const roleColumns: readonly TableColumn[] = [
  ...columnsOf({
    role: "role",
    funds: "funds_code",
    funds_comment: "funds_comment",
    country: "country",
    suspected: "is_suspected",
    significance: "significance",
    reason: "reason",
    comments: "comments",
  }),
  ...moneyColumns.map(({ name, path }) => ({ name, path: `foreign_currency/${path}` })),
];

const goodsColumns: readonly TableColumn[] = [
  ...columnsOf({
    type: "item_type",
    make: "item_make",
    description: "description",
    previous_owner: "previously_registered_to",
    owner: "presently_registered_to",
    value: "estimated_value",
    status: "status_code",
    status_comments: "status_comments",
    disposed_value: "disposed_value",
    currency: "currency_code",
    size: "size",
    size_unit: "size_uom",
    registered: "registration_date",
    registration_number: "registration_number",
    identification_number: "identification_number",
    comments: "comments",
  }),
  ...under("address", "address", addressColumns),
];

const withoutTwins = (columns: readonly TableColumn[]): readonly TableColumn[] =>
  columns.filter(({ name }, index) => columns.findIndex((other) => other.name === name) === index);

export type TableName = "transfers" | "parties" | "accounts" | "holders" | "roles" | "goods" | "indicators";

/** Every table of the input folder. `transfers.csv` is read row by row; the others are held, because transfers name their rows. */
export const tableForms: Readonly<Record<TableName, TableForm>> = {
  transfers: {
    file: "transfers.csv",
    keys: ["from_account", "from_party", "to_account", "to_party", "conductor"],
    requiredKeys: [],
    columns: transferColumns,
  },
  parties: {
    file: "parties.csv",
    keys: ["party", "kind", "my_client"],
    requiredKeys: ["party", "kind"],
    columns: withoutTwins([...personColumns, ...entityColumns]),
  },
  accounts: {
    file: "accounts.csv",
    keys: ["account", "my_client", "entity"],
    requiredKeys: ["account"],
    columns: accountColumns,
  },
  holders: {
    file: "holders.csv",
    keys: ["owner", "party"],
    requiredKeys: ["owner", "party"],
    columns: columnsOf({ role: "role", primary: "is_primary" }),
  },
  roles: {
    file: "roles.csv",
    keys: ["transfer", "account", "party"],
    requiredKeys: ["transfer"],
    columns: roleColumns,
  },
  goods: { file: "goods.csv", keys: ["transfer"], requiredKeys: ["transfer"], columns: goodsColumns },
  indicators: { file: "indicators.csv", keys: [], requiredKeys: [], columns: columnsOf({ indicator: "indicator" }) },
};

/** Groups of keys in `header.yaml`. */
export const headerGroups: readonly string[] = ["reporting_person", "location"];

const inGroup = (group: string, columns: readonly TableColumn[]): readonly TableColumn[] =>
  columns.map(({ name, path }) => ({ name: `${group}/${name}`, path: `${group}/${path}` }));

/** `header.yaml` as a table of one row: a key is a column, and a key of a group is `group/key`. */
export const headerForm: TableForm = {
  file: "header.yaml",
  keys: [],
  requiredKeys: [],
  columns: [
    ...columnsOf({
      schema_version: "schema_version",
      reporting_entity: "rentity_id",
      branch: "rentity_branch",
      submission: "submission_code",
      report_type: "report_code",
      reference: "entity_reference",
      fiu_reference: "fiu_ref_number",
      rejected_reference: "prev_rejected_ref_number",
      date: "submission_date",
      local_currency: "currency_code_local",
      reporting_user: "reporting_user_code",
      reason: "reason",
      action: "action",
    }),
    ...inGroup("reporting_person", personColumns),
    ...inGroup("location", addressColumns),
  ],
};
