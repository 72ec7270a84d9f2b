import type { Command } from "commander";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface AddOptions extends CommonOptions {
  readonly as?: "request" | "note" | "document";
}

interface SealOptions extends CommonOptions {
  readonly out: string;
}

export function addCaseCommands({ program }: Register): void {
  const parent = program.command("case").description("Keep a case and seal it.");
  addNew(parent);
  addAdd(parent);
  addSeal(parent);
}

function addNew(parent: Command): void {
  addCommand(parent, {
    usage: "new <id>",
    description: "Open a case.",
    example: "tributary case new CASE-2026-001",
  }).action(async (id: string, options: CommonOptions) => {
    const { createCase } = await import("@tributary/engine");
    const created = await withStore({ ...options, mode: "write" }, (store) => createCase(store, id));
    talkOf(options).result(created, `Case ${id} is open.`);
  });
}

function addAdd(parent: Command): void {
  addCommand(parent, {
    usage: "add <id> <files...>",
    description: "Add requests, notes and documents to a case.",
    example: "tributary case add CASE-2026-001 fixtures/demo/requests/case.yaml",
  })
    .option(
      "--as <role>",
      "request, note or document; default: request for .json and .yaml, note for .md and .txt, else document",
    )
    .action(async (id: string, files: string[], options: AddOptions) => {
      const { addToCase } = await import("@tributary/engine");
      const added = await withStore({ ...options, mode: "write" }, (store) =>
        addToCase(store, { id, files, role: options.as ?? null }),
      );
      const lines = added.map((file) => `${file.name} is in case ${id} as ${file.role} (SHA-256 ${file.sha256})`);
      talkOf(options).result(added, lines.join("\n"));
    });
}

function addSeal(parent: Command): void {
  addCommand(parent, {
    usage: "seal <id>",
    description: "Seal a case: report, schedules, data and manifests in one folder that anybody can verify offline.",
    example: "tributary case seal CASE-2026-001 --out ./CASE-2026-001",
  })
    .requiredOption("--out <dir>", "folder to make; it must not exist")
    .action(async (id: string, options: SealOptions) => {
      const { sealCase } = await import("@tributary/engine");
      const talk = talkOf(options);
      const sealed = await withStore({ ...options, mode: "write" }, (store) =>
        sealCase(store, { id, outDirectory: options.out, onProgress: (line) => talk.progress(line) }),
      );
      const annex = sealed.annexDirectory === null ? [] : [`annex (what the reports say; keep apart): ${sealed.annexDirectory}`];
      talk.result(sealed, [`sealed: ${sealed.directory}`, ...annex, `root digest: ${sealed.rootDigest}`].join("\n"));
    });
}
