import type { Store } from "@tributary/engine";
import type { CommonOptions } from "./register.ts";

/**
 * Opens the store, runs, and closes it whatever happens. Ingestion makes a store where there is none, and loads no more of the program
 * than pipelines need.
 */
export async function withStore<Value>(
  options: CommonOptions & { readonly mode: "read" | "write"; readonly create?: boolean },
  work: (store: Store) => Promise<Value>,
): Promise<Value> {
  const { openStore } = await (options.create === true ? import("@tributary/pipeline-kit") : import("@tributary/engine"));
  const store = await openStore({
    directory: options.store,
    mode: options.mode,
    create: options.create === true,
    keyFile: keyFileOf(process.env["TRIBUTARY_KEY"]),
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Where the key of the sealed values is, if not beside the store; an empty variable says nothing. */
function keyFileOf(variable: string | undefined): string | undefined {
  return variable === "" ? undefined : variable;
}
