import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

export function addInitCommand({ program }: Register): void {
  addCommand(program, {
    usage: "init",
    description: "Make an empty store, or check that the one at --store opens.",
    example: "tributary init --store ./tributary-store",
  }).action(async (options: CommonOptions) => {
    const directory = await withStore({ ...options, mode: "write", create: true }, async (store) => store.directory);
    talkOf(options).result({ store: directory }, `The store is ready: ${directory}`);
  });
}
