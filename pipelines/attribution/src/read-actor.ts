import type { Finding } from "@tributary/domain";
import type { LedgerRows, YamlMap } from "@tributary/pipeline-kit";
import { yamlFinding } from "@tributary/pipeline-kit";
import { tagFields } from "./tag-fields.ts";

type Actor = NonNullable<LedgerRows["actors"]>[number];

type ActorReading = { readonly ok: true; readonly actor: Actor } | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads one actor of an ActorPack: the real-world name behind the `actor` of tags. */
export function readActor(map: YamlMap, { file, path }: { readonly file: string; readonly path: string }): ActorReading {
  const findings: Finding[] = [];
  const fields = tagFields(map, { file, path, record: path, findings });
  const [id, label, uri] = [fields.text("id"), fields.text("label"), fields.text("uri")];
  const categories = fields.texts("categories");
  for (const [key, value] of [
    ["id", id],
    ["label", label],
    ["uri", uri],
  ] as const) {
    const where = { file, line: map.line, path: `${path}.${key}` };
    if (value === null) findings.push(yamlFinding("FIELD_MISSING", where, { found: "nothing", expected: `the actor's ${key}` }));
  }
  if (findings.length > 0 || id === null || label === null || uri === null) return { ok: false, findings };
  return { ok: true, actor: { id, label, origin: uri, categories } };
}
