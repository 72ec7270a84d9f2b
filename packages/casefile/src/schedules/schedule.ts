/** A table of the case file: everything in it is text, amounts are atoms in decimal text, null is "does not apply". */
export interface Schedule {
  /** The letter of its chapter, `E`. */
  readonly chapter: string;
  /** The name of its files without ending, `schedule-E-positions`. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly ScheduleColumn[];
  readonly rows: readonly ScheduleRow[];
}

export interface ScheduleColumn {
  readonly name: string;
  readonly meaning: string;
}

export type ScheduleRow = readonly (string | null)[];

/** Makes a row's builder from columns that say how their cell is read from a record. */
export interface CellColumn<Source> extends ScheduleColumn {
  readonly cell: (source: Source) => string | null;
}

/** A schedule over records, column by column. */
export function tabulate<Source>(
  head: Pick<Schedule, "chapter" | "name" | "title">,
  columns: readonly CellColumn<Source>[],
  sources: readonly Source[],
): Schedule {
  return {
    ...head,
    columns: columns.map(({ name, meaning }) => ({ name, meaning })),
    rows: sources.map((source) => columns.map((column) => column.cell(source))),
  };
}
