import { type Finding, showFound } from "@tributary/domain";
import type { GoamlProfile } from "../goaml-profile.ts";
import type { SentFile } from "./form-check.ts";

interface SentSizes {
  readonly profile: GoamlProfile;
  readonly file: string;
  /** Of the XML file, after decompression. */
  readonly byteCount: number;
  readonly attachments: readonly SentFile[];
}

/** Files that are larger than the FIU's portal takes. The ledger takes them all the same. */
export function sizeFindings({ profile, file, byteCount, attachments }: SentSizes): readonly Finding[] {
  const { fileBytesMax, reportBytesMax } = profile.sizeLimits;
  const tell = (found: string, expected: string): Finding => ({
    code: "FILE_TOO_LARGE",
    found,
    expected,
    where: { file },
    rule: `${profile.id}/size`,
    severity: "warning",
  });
  const total = attachments.reduce((sum, attachment) => sum + attachment.byteCount, byteCount);
  const files = [
    { name: "the report", byteCount },
    ...attachments.map((one) => ({ name: showFound(one.name), byteCount: one.byteCount })),
  ];
  const tooLarge = fileBytesMax === null ? [] : files.filter((one) => one.byteCount > fileBytesMax);
  return [
    ...tooLarge.map((one) =>
      tell(`${one.byteCount} bytes in ${one.name}`, `at most ${fileBytesMax} bytes in one file for ${profile.id}`),
    ),
    ...(reportBytesMax !== null && total > reportBytesMax
      ? [tell(`${total} bytes with all attachments`, `at most ${reportBytesMax} bytes in one report for ${profile.id}`)]
      : []),
  ];
}
