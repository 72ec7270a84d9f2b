import { fail } from "@tributary/domain";
import type { ReceivedFile } from "./received-file.ts";

/** The whole of a received file as a text in UTF-8. Throws FILE_UNREADABLE where the bytes are none, FILE_TOO_LARGE beyond the limit. */
export async function readReceivedText(received: ReceivedFile, charactersMax: number): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parts: string[] = [];
  let length = 0;
  for await (const bytes of received.bytes()) {
    parts.push(decodeWith(received.origin, () => decoder.decode(bytes, { stream: true })));
    length += parts.at(-1)?.length ?? 0;
    if (length > charactersMax)
      fail("FILE_TOO_LARGE", {
        found: `more than ${charactersMax} characters`,
        expected: `at most ${charactersMax} characters`,
        where: { file: received.origin },
      });
  }
  parts.push(decodeWith(received.origin, () => decoder.decode()));
  return parts.join("");
}

function decodeWith(file: string, decode: () => string): string {
  try {
    return decode();
  } catch {
    return fail("FILE_UNREADABLE", { found: "bytes that are not UTF-8", expected: "a text in UTF-8", where: { file } });
  }
}
