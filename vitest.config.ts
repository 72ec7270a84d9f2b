import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@tributary/source"] },
  ssr: { resolve: { conditions: ["@tributary/source"], externalConditions: ["@tributary/source"] } },
  test: {
    globalSetup: ["./packages/kernel/compile-kernel.mjs"],
    setupFiles: ["./test/seed.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: "100%",
    projects: [
      { extends: true, test: { name: "contract", include: ["test/contract/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "unit", include: ["packages/*/src/**/*.test.ts", "pipelines/*/src/**/*.test.ts", "queries/**/*.test.ts"] },
      },
      { extends: true, test: { name: "property", include: ["test/property/**/*.test.ts"] } },
      { extends: true, test: { name: "integration", include: ["test/integration/**/*.test.ts"] } },
      { extends: true, test: { name: "golden", include: ["test/golden/**/*.test.ts"] } },
      { extends: true, test: { name: "simulation", include: ["test/simulation/**/*.test.ts"] } },
      { extends: true, test: { name: "end-to-end", include: ["test/end-to-end/**/*.test.ts"] } },
    ],
  },
});
