let controller: AbortController | undefined;

/** Aborted by the first Ctrl-C or TERM; a second one ends the process at once. Work stops after the batch at hand. */
export function interruptedSignal(): AbortSignal {
  if (controller === undefined) {
    const created = new AbortController();
    controller = created;
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      process.on(name, () => {
        if (created.signal.aborted) process.exit(130);
        process.stderr.write("\nStopping after the batch at hand; press Ctrl-C again to stop at once.\n");
        created.abort();
      });
    }
  }
  return controller.signal;
}
