#!/usr/bin/env node
import { compileIfStale } from "./compile.js";

compileIfStale();
const { main } = await import("../dist/main.js");
process.exitCode = await main(process.argv.slice(2));
