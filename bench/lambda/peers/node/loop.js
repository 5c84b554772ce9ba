// A bare loop over the Runtime API, for machines where aws-lambda-ric's native part does not build.
"use strict";

const http = require("node:http");
const app = require("./app.js");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const prefix = "/2018-06-01/runtime/invocation/";

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const request = http.request({ host, port, method, path, agent, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ headers: answer.headers, text: Buffer.concat(parts).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function main() {
  await app.ready;
  for (;;) {
    const event = await call("GET", prefix + "next");
    const answer = await app.handler(JSON.parse(event.text), {});
    await call("POST", `${prefix}${event.headers["lambda-runtime-aws-request-id"]}/response`, JSON.stringify(answer));
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
