import { fail, TributaryError } from "@tributary/domain";

/** What a reader of a foreign file threw, as FILE_UNREADABLE; our own findings and broken invariants pass as they are. */
export function failUnreadable(error: unknown, { file, expected }: { file: string; expected: string }): never {
  const isOurs = error instanceof TributaryError || (error instanceof Error && error.message.startsWith("broken invariant"));
  if (isOurs) throw error;
  const message = error instanceof Error ? error.message : String(error);
  return fail("FILE_UNREADABLE", { found: message.split("\n")[0] ?? "", expected, where: { file } });
}
