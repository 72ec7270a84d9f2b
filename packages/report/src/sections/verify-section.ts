import { type CaseView, countProofs } from "@tributary/casefile";
import { compareProofs, parseProofState, unwrap } from "@tributary/domain";
import { codeColumn, heading, list, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import type { ReportScene } from "../report-scene.ts";

const rowsPrintedMax = 40;

/** How anybody can check this case file, and what it was made from. */
export function verifySection(
  scene: ReportScene,
  documents: readonly (readonly [name: string, sha256: string])[],
): ReportBlock[] {
  const { software, snapshots } = scene.view.contents;
  return [
    heading(1, "How to check this case file"),
    ...list([
      "Without any software of this project: run sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt in the case folder. Then sha256sum tagmanifest-sha256.txt prints the root digest; compare it with the digest that you were given apart from this file.",
      "The digest at the foot of every page is the SHA-256 of data/inputs-sha256.txt, the list of everything that the figures were worked out from.",
      "With this project's software: tributary verify FOLDER --root DIGEST runs the traces again from the case folder alone, makes every file again and names the first difference.",
      "With a spreadsheet: schedule-D-lots.csv lists what every transfer carried of every claim under every rule; the sums of each account can be followed line by line.",
    ]),
    {
      kind: "facts",
      rows: [
        { label: "Software", value: `Tributary ${software.version}`, isCode: false },
        { label: "Lock file SHA-256", value: software.lockfileSha256 ?? "none: a published package", isCode: true },
        { label: "How the transfers used are known", value: proofWords(scene.view), isCode: false },
        ...snapshots.map(({ name, sha256 }) => ({ label: name, value: sha256, isCode: true })),
      ],
    },
    table({
      caption: "Notes and documents in the case",
      columns: [textColumn("Name", 1), codeColumn("SHA-256", 1.5)],
      rows: documents.map(([name, sha256]) => [name, sha256]),
      file: "data/case.json",
      rowsMax: rowsPrintedMax,
    }),
  ];
}

/** The surest first; those that rest on no chain's data last. */
function proofWords(view: CaseView): string {
  const counts = countProofs(view);
  const stated = [...counts.keys()].flatMap((text) => (text === null ? [] : [text]));
  const words = stated.sort(compareStates).map((text) => `${counts.get(text) ?? 0} "${text}"`);
  const others = counts.get(null) ?? 0;
  return [...words, ...(others > 0 ? [`${others} by records that state no proof`] : [])].join(", ") || "no transfers";
}

function compareStates(a: string, b: string): number {
  return compareProofs(unwrap(parseProofState(a)), unwrap(parseProofState(b)));
}
