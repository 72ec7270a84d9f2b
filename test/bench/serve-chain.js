// Answers JSON-RPC from memory, in a process of its own, so that what serves costs the one that is timed nothing but the wire.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const answers = new Map(JSON.parse(readFileSync(process.argv[2], "utf8")));

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const result = answers.get(JSON.stringify([method, params]));
    const error = '"error":{"code":-32601,"message":"not recorded"}';
    response.writeHead(200, { "content-type": "application/json" });
    response.end(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},${result === undefined ? error : `"result":${result}`}}`);
  });
});
server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on("disconnect", () => process.exit(0));
