// Answers as the measured function does: the same bytes, made of the event's path.
"use strict";

exports.api = async (event) => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ id: Number(event.path.split("/").pop()), name: "Tea pot", description: "A pot for two cups", price: 19.5, tax: null, tags: ["kitchen", "tea"] }),
});
