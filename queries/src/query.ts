/** One `$name::TYPE` of a query's text. */
export interface QueryParameter {
  /** As the text says it, `until_utc`. */
  readonly name: string;
  /** As TypeScript says it: camel case, `_utc` left out. */
  readonly key: string;
  /** The engine's type, `VARCHAR[]`. */
  readonly type: string;
  readonly isNullable: boolean;
}

/** Whose ciphertext a result column holds. */
export interface SealedSource {
  /** `str.report_version.narrative`. */
  readonly column: string;
  /** The result column that holds the natural key of the ciphertext's row. */
  readonly rowId: string;
}

/** One column of a query's result. */
export interface QueryColumn {
  readonly name: string;
  readonly key: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** Set where the engine gives ciphertext; the store's answer is plain. */
  readonly sealed?: SealedSource;
}

/** A named SELECT with the types of its parameters and rows. Made by the generator from `queries/<layer>/read/<name>.sql`. */
export interface Query<Parameters, Row> {
  readonly name: string;
  /** The grain: what one row stands for. */
  readonly grain: string;
  readonly sql: string;
  readonly parameters: readonly QueryParameter[];
  readonly columns: readonly QueryColumn[];
  /** Carries the types; never called. */
  readonly types?: (parameters: Parameters) => Row;
}

/** A step of the schema, applied once, in order, never edited afterwards. */
export interface Migration {
  /** `0001_source`. */
  readonly name: string;
  readonly sql: string;
}
