/** The last line that a script writes: what it measured, with what it took of processor and memory. */
export function printResult(result) {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, resident: process.memoryUsage.rss(), ...result })}\n`);
}
