// A private PostgreSQL cluster in the cache folder, reached through a socket there. The server refuses to run as root: it then runs as `postgres`.
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheFolder } from "./ledger-files.js";

const settings = `
shared_buffers = 4GB
work_mem = 1GB
temp_buffers = 1GB
maintenance_work_mem = 2GB
max_wal_size = 16GB
max_parallel_workers_per_gather = 1
jit = off
fsync = off
listen_addresses = ''
client_min_messages = warning
`;

/** The folder with initdb, pg_ctl and psql, or null where PostgreSQL is not installed. */
export function findPostgres() {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "postgres"));
  const versions = "/usr/lib/postgresql";
  const packaged = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, "bin", "postgres")) : [];
  const found = [...onPath, ...packaged].filter((path) => existsSync(path)).map((path) => dirname(realpathSync(path)));
  return found.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "psql"))) ?? null;
}

/** Starts the cluster and gives the arguments for psql, and how to stop it. Throws what the server's tools say. */
export function startCluster(programs) {
  const home = join(cacheFolder(), "postgres");
  const data = join(home, "data");
  const user = serverUser();
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o755);
  if (user !== null) chownSync(home, user.uid, user.gid);
  const run = (name, words) => {
    const options = { encoding: "utf8", cwd: home, stdio: ["ignore", "ignore", "pipe"], ...(user ?? {}) };
    const { status, stderr } = spawnSync(join(programs, name), words, options);
    if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  };
  if (!existsSync(join(data, "PG_VERSION"))) run("initdb", ["-D", data, "-A", "trust", "-U", "postgres"]);
  if (existsSync(join(data, "postmaster.pid"))) run("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
  writeFileSync(join(data, "postgresql.auto.conf"), `${settings}unix_socket_directories = '${home}'\n`);
  run("pg_ctl", ["-D", data, "-l", join(home, "log"), "-w", "start"]);
  return {
    words: ["-h", home, "-U", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "postgres"],
    stop: () => run("pg_ctl", ["-D", data, "-m", "fast", "stop"]),
  };
}

function serverUser() {
  if (process.getuid?.() !== 0) return null;
  const ids = ["-u", "-g"].map((flag) => spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout.trim());
  if (ids.some((id) => !/^\d+$/.test(id))) throw new Error("the server does not run as root, and there is no user postgres");
  return { uid: Number(ids[0]), gid: Number(ids[1]) };
}
