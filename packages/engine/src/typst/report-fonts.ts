import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type CharacterMap, readCharacterMap } from "./character-map.ts";
import { renameFontFamily } from "./font-family.ts";

/** The fonts of the report: bytes for the typesetter, families in the order in which a glyph is sought, and what they can draw. */
export interface ReportFonts {
  readonly files: readonly Buffer[];
  readonly families: readonly string[];
  /** True where regular and bold of one family both have the glyph. */
  readonly canDraw: CharacterMap;
}

const resolve = createRequire(import.meta.url).resolve;
const publishedName = "Noto Sans";
const ownName = "Trib Sans";
const weights = ["400Regular", "700Bold"] as const;

/** Package, file stem and script suffix of each pinned font, in the order in which a glyph is sought. */
const pinnedFonts = [
  { package: "@expo-google-fonts/noto-sans", stem: "NotoSans", suffix: "" },
  { package: "@expo-google-fonts/noto-sans-thai", stem: "NotoSansThai", suffix: " Thai" },
  { package: "@expo-google-fonts/noto-sans-khmer", stem: "NotoSansKhmer", suffix: " Khmer" },
  { package: "@expo-google-fonts/noto-sans-myanmar", stem: "NotoSansMyanmar", suffix: " Myanmar" },
  { package: "@expo-google-fonts/noto-sans-lao", stem: "NotoSansLao", suffix: " Lao" },
  { package: "@expo-google-fonts/noto-sans-arabic", stem: "NotoSansArabic", suffix: " Arabic" },
  { package: "@expo-google-fonts/noto-sans-sinhala", stem: "NotoSansSinhala", suffix: " Sinhala" },
  { package: "@expo-google-fonts/noto-sans-tamil", stem: "NotoSansTamil", suffix: " Tamil" },
  { package: "@expo-google-fonts/noto-sans-devanagari", stem: "NotoSansDevanagari", suffix: " Devanagari" },
  { package: "@expo-google-fonts/noto-sans-sc", stem: "NotoSansSC", suffix: " SC" },
] as const;

let loaded: ReportFonts | undefined;

/** Reads the pinned fonts from their packages, once in a process. */
export function loadReportFonts(): ReportFonts {
  loaded ??= readFonts();
  return loaded;
}

function readFonts(): ReportFonts {
  const published = pinnedFonts.map((font) =>
    weights.map((weight) => readFileSync(resolve(`${font.package}/${weight}/${font.stem}_${weight}.ttf`))),
  );
  const maps = published.map((files) => files.map(readCharacterMap));
  return {
    files: published.flat().map((file) => renameFontFamily(file, publishedName, ownName)),
    families: pinnedFonts.map((font) => `${ownName}${font.suffix}`),
    canDraw: (codePoint) => maps.some((family) => family.every((map) => map(codePoint))),
  };
}
