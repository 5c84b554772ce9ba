// The API of the benchmark with Fastify and @fastify/aws-lambda; validation and serialisation by its schemas.
"use strict";

const awsLambdaFastify = require("@fastify/aws-lambda");
const fastify = require("fastify");

const app = fastify();
const item = {
  type: "object",
  properties: {
    id: { type: "integer" },
    name: { type: "string" },
    description: { type: ["string", "null"] },
    price: { type: "number" },
    tax: { type: ["number", "null"] },
    tags: { type: "array", items: { type: "string" } },
  },
};

app.get("/items/:item_id", {
  schema: {
    params: { type: "object", properties: { item_id: { type: "integer", minimum: 1 } } },
    querystring: { type: "object", properties: { q: { type: "string", maxLength: 50 } } },
    response: { 200: item },
  },
}, async (req) => {
  const description = req.query.q ?? null;
  return { id: req.params.item_id, name: "Tea pot", description, price: 19.5, tax: null, tags: ["kitchen", "tea"] };
});

app.post("/items", {
  schema: {
    body: {
      type: "object",
      required: ["name", "price"],
      properties: {
        name: { type: "string", minLength: 1, maxLength: 100 },
        description: { type: "string", maxLength: 300, nullable: true, default: null },
        price: { type: "number", exclusiveMinimum: 0 },
        tax: { type: "number", minimum: 0, nullable: true, default: null },
        tags: { type: "array", maxItems: 5, items: { type: "string", minLength: 1, maxLength: 20 }, default: [] },
      },
    },
    response: { 201: item },
  },
}, async (req, reply) => {
  reply.code(201);
  return { id: 1, ...req.body };
});

exports.handler = awsLambdaFastify(app);
exports.ready = app.ready();
