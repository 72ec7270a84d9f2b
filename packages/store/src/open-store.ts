import { fail } from "@tributary/domain";
import type { Store, StoreOptions } from "./store.ts";

/**
 * Opens the store in a directory. Errors: STORE_MISSING; STORE_BUSY while another process has it open; STORE_DAMAGED where it breaks
 * an invariant, or was made by a newer version.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return fail("STORE_MISSING", { found: options.directory, expected: "a store" });
}
