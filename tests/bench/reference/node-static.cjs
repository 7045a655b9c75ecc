// SPDX-License-Identifier: GPL-3.0-or-later
// Reference of F-12: node's own HTTP server with a constant JSON body.
const http = require("node:http");
const body = JSON.stringify({ status: "ok", version: "0.1.0" });
const server = http.createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
