import { extremes } from "./bank-fuzz-bytes.ts";
import type { TextEdit } from "./bank-fuzz-elements.ts";
import type { Random } from "./bank-fuzz-random.ts";

/** A container of a JSON document and the key of one of its members. */
interface Place {
  readonly holder: unknown[] | Record<string, unknown>;
  readonly key: string | number;
}

/** Literals that no value of a program gives; each stands as a text first and loses its quotes when written. */
const literals = ["1e400", "-0", "NaN", "9".repeat(80), "0.1e-80", "1E2", "01", "+1", '"\\ud800"', '"\\u0000"', '"\\u202e"'];
const literalMark = "literal-of-a-mutation-";

/** Edits that know keys and values; sometimes the document is none afterwards. */
export function editValues(json: string, random: Random): TextEdit {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(json, "latin1").toString("utf8"));
  } catch {
    return { name: "none", text: json };
  }
  const places = [...placesOf(document)];
  if (places.length === 0) return { name: "none", text: json };
  const edits = [...treeEdits(places, random), ...textEdits(json, random)];
  const edit = random.pick(edits);
  const edited = edit();
  return { name: edited.name, text: edited.text ?? written(document) };
}

function* placesOf(value: unknown): Generator<Place, void, undefined> {
  if (typeof value !== "object" || value === null) return;
  const holder = value as Place["holder"];
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    yield { holder, key };
    yield* placesOf(read({ holder, key }));
  }
}

const read = ({ holder, key }: Place): unknown => Reflect.get(holder, key);
const write = ({ holder, key }: Place, value: unknown): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
};

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

const copyOf = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

function treeEdits(
  places: readonly Place[],
  random: Random,
): readonly (() => { readonly name: string; readonly text?: string })[] {
  const place = random.pick(places);
  const other = random.pick(places);
  return [
    () => {
      remove(place);
      return { name: "delete" };
    },
    () => {
      if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 0, copyOf(read(place)));
      else write({ holder: place.holder, key: `${place.key}2` }, copyOf(read(place)));
      return { name: "duplicate" };
    },
    () => {
      const value = copyOf(read(place));
      remove(place);
      write(other, value);
      return { name: "move" };
    },
    () => {
      write(
        place,
        random.pick([...extremes, null, true, [], {}, [[]], copyOf(read(other)), Array(300).fill(copyOf(read(other)))]),
      );
      return { name: "value" };
    },
    () => {
      write(place, literalMark + random.below(literals.length));
      return { name: "literal" };
    },
    () => {
      const value = read(place);
      remove(place);
      const name = random.pick([`${place.key}x`, String(other.key), "__proto__", "constructor", "k".repeat(100_000)]);
      write({ holder: place.holder, key: Array.isArray(place.holder) ? place.key : name }, value);
      return { name: "rename" };
    },
    () => {
      let deep: unknown = copyOf(read(place));
      for (let depth = random.pick([3, 40, 4000]); depth > 0; depth -= 1) deep = random.oneIn(2) ? [deep] : { a: deep };
      write(place, deep);
      return { name: "deep" };
    },
  ];
}

function textEdits(json: string, random: Random): readonly (() => TextEdit)[] {
  const keys = [...json.matchAll(/"([^"\\]{1,60})"\s*:/g)];
  const key = keys.length === 0 ? undefined : random.pick(keys);
  return [
    () => ({
      name: "key twice",
      text: key === undefined ? json : `${json.slice(0, key.index)}${key[0]} null, ${json.slice(key.index)}`,
    }),
    () => ({ name: "brackets", text: `${"[".repeat(100_000)}${json}` }),
    () => ({ name: "two documents", text: `${json}\n${json}` }),
    () => ({ name: "comment", text: json.replace("{", "{ // x\n") }),
  ];
}

/** On lines of its own where it is small, so that places differ; deep ones would be mostly indentation. */
function written(document: unknown): string {
  const spaced = JSON.stringify(document, null, 1);
  const json = spaced.length < 200_000 ? spaced : JSON.stringify(document);
  const marked = new RegExp(`"${literalMark}(\\d+)"`, "g");
  return Buffer.from(
    json.replace(marked, (_whole, index: string) => literals[Number(index)] ?? "0"),
    "utf8",
  ).toString("latin1");
}
