// SPDX-License-Identifier: GPL-3.0-or-later
// Reference of F-15, F-16, F-17: a room's message to the sockets of its organisation with node and ws; nothing is stored.
const http = require("node:http");
const path = require("node:path");
const { WebSocketServer } = require(path.join(process.argv[2], "ws"));

const organizations = new Map();
let sequence = 0;

function listeners(request) {
  const token = request.headers.authorization;
  if (!organizations.has(token)) organizations.set(token, new Set());
  return organizations.get(token);
}

function tell(sockets, type, payload) {
  sequence += 1;
  const text = JSON.stringify({ seq: sequence, epoch: "6f1c0a4e", type, room_id: "room-1-0002", payload });
  for (const socket of sockets) socket.send(text);
}

const server = http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", () => {
    const { contents } = JSON.parse(body);
    const message = { id: String(sequence), room_id: "room-1-0002", type: "text", contents, created_at: new Date().toISOString() };
    response.writeHead(201, { "Content-Type": "application/json" }).end(JSON.stringify(message));
    tell(listeners(request), "message.created", message);
    tell(listeners(request), "room.updated", { id: "room-1-0002", last_message: contents });
  });
});
const streams = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, socket, head) => {
  streams.handleUpgrade(request, socket, head, (stream) => {
    const sockets = listeners(request);
    sockets.add(stream);
    stream.on("close", () => sockets.delete(stream));
  });
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => console.log(`http://127.0.0.1:${server.address().port}`));
