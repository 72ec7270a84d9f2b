import type { Command } from "commander";
import { createTalk, type Talk } from "./talk.ts";

/** What a command file needs to add its command. */
export interface Register {
  readonly program: Command;
  readonly setExitCode: (code: number) => void;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly store: string;
  readonly json?: true;
}

/** Adds a command with the common options and an example that works. */
export function addCommand(parent: Command, command: { usage: string; description: string; example: string }): Command {
  return parent
    .command(command.usage)
    .description(command.description)
    .option("--store <dir>", "folder of the store (or TRIBUTARY_STORE)", process.env["TRIBUTARY_STORE"] ?? "./tributary-store")
    .option("--json", "print exactly one JSON document on stdout")
    .option("--no-color", "no colours (or NO_COLOR)")
    .addHelpText("after", `\nExample:\n${command.example.replace(/^/gm, "  ")}`);
}

export function talkOf(options: CommonOptions): Talk {
  return createTalk({ isJson: options.json === true });
}
