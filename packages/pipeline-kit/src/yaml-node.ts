/** A place in the text: the line counts from 1, the offsets are positions in the decoded text. */
interface YamlPlace {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A scalar as written: `0x1f` and `01` stay texts, no number is ever made. `isNull` is an empty or `null` plain scalar. */
export interface YamlText extends YamlPlace {
  readonly kind: "text";
  readonly text: string;
  readonly isNull: boolean;
}

export interface YamlList extends YamlPlace {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends YamlPlace {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

export interface YamlEntry {
  readonly line: number;
  readonly value: YamlNode;
}

export type YamlNode = YamlText | YamlList | YamlMap;
