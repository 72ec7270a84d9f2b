import { fail, TributaryError } from "@tributary/domain";

/** What a reader of a foreign file threw, as FILE_UNREADABLE; our own findings and broken invariants pass as they are. */
export function failUnreadable(error: unknown, { file, expected }: { file: string; expected: string }): never {
  const isOurs = error instanceof TributaryError || (error instanceof Error && error.message.startsWith("broken invariant"));
  if (isOurs) throw error;
  const message = error instanceof Error ? error.message : String(error);
  // The reader works on a copy in a folder of its own, whose name is another one each time.
  const found = (message.split("\n")[0] ?? "").replaceAll(/(file )?"[^"]*\/[^"]*"/g, "the file");
  return fail("FILE_UNREADABLE", { found, expected, where: { file } });
}
