import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { fail, showFound } from "@tributary/domain";
import type { ReportDocument } from "@tributary/report";
import { findMissingGlyph } from "./missing-glyph.ts";
import { loadReportFonts } from "./report-fonts.ts";
import { reportTemplate } from "./report-template.ts";

/** A folder that does not exist: the template reads nothing but its input. */
const emptyWorkspace = "/nonexistent/tributary";
/** PDF/A-2b: self-contained, dated, and refused by the typesetter where a glyph is missing. */
const pdfStandard = "a-2b";

/**
 * Draws a report as PDF/A-2b. The same document gives the same bytes, whatever fonts the machine has.
 * Throws GLYPH_MISSING where a character cannot be drawn.
 */
export function typesetReport(document: ReportDocument): Uint8Array {
  const fonts = loadReportFonts();
  const missing = findMissingGlyph(document, fonts.canDraw);
  if (missing !== undefined) {
    const codePoint = (missing.character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    fail("GLYPH_MISSING", {
      found: `U+${codePoint} in "${showFound(missing.text)}"`,
      expected:
        "a character of Latin, Greek, Cyrillic, Thai, Khmer, Burmese, Lao, Arabic, Sinhala, Tamil, Devanagari or Chinese script",
      where: { file: "report.pdf", path: missing.place },
    });
  }
  const compiler = NodeCompiler.create({ workspace: emptyWorkspace, fontArgs: [{ fontBlobs: [...fonts.files] }] });
  const compiled = compiler.compile({
    mainFileContent: reportTemplate(fonts.families),
    inputs: { report: JSON.stringify(document) },
  });
  const diagnostics = [compiled.takeError(), compiled.takeWarnings()].flatMap((error) => error?.shortDiagnostics ?? []);
  if (diagnostics.length > 0 || compiled.result === null)
    throw new Error(`broken invariant: the report's template does not compile: ${JSON.stringify(diagnostics)}`);
  const pdf = compiler.pdf(compiled.result, { pdfStandard });
  compiler.evictCache(0);
  return new Uint8Array(pdf);
}
