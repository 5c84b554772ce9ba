// The console: state by fetch, news by server-sent events. Everything that came from a client or a function is put into the page
// as text, never as markup.
"use strict";

const LIMIT = 500;
const state = { requests: [], selected: null, paused: false, filter: "", info: null };
const at = (id) => document.getElementById(id);

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function shape(name, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

const ms = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)) + " ms";
const bytes = (value) => (value < 1024 ? value + " B" : value < 1048576 ? (value / 1024).toFixed(1) + " KB" : (value / 1048576).toFixed(1) + " MB");
const clock = (time) => new Date(time).toLocaleTimeString([], { hour12: false }) + "." + String(time % 1000).padStart(3, "0");

async function load(path) {
  const answer = await fetch("api/" + path);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message || answer.status);
  return body;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// ---- the list of requests ----

function matches(request) {
  const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${request.status} ${request.method} ${request.target} ${request.error || ""} ${request.cold ? "cold" : ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function item(request) {
  const button = make("button", { type: "button", class: request.id === state.selected ? "on" : "", onclick: () => select(request.id) },
    make("span", { class: "s" + Math.floor(request.status / 100) }, String(request.status)),
    make("span", {}, request.method),
    make("span", { class: "target", title: request.target }, request.target),
    make("span", { class: "ms" + (request.cold ? " cold" : "") }, (request.cold ? "cold " : "") + ms(request.ms)));
  button.dataset.id = request.id;
  return make("li", {}, button);
}

function drawList() {
  at("items").replaceChildren(...state.requests.filter(matches).slice(-200).reverse().map(item));
  at("try").hidden = state.requests.length > 0;
}

function addRequest(request) {
  state.requests.push(request);
  if (state.requests.length > LIMIT) state.requests.shift();
  if (state.paused || !matches(request)) return;
  at("try").hidden = true;
  at("items").prepend(item(request));
  while (at("items").children.length > 200) at("items").lastChild.remove();
  if (at("plots").classList.contains("on")) later(drawPlots);
}

// ---- one request ----

async function select(id) {
  state.selected = id;
  for (const button of at("items").querySelectorAll("button")) button.classList.toggle("on", Number(button.dataset.id) === id);
  try {
    drawDetail(await load("requests/" + id));
  } catch (error) {
    at("detail").replaceChildren(make("p", { class: "problem" }, "This request is no longer kept: " + error.message));
  }
}

function pairs(list) {
  return make("dl", {}, ...list.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]));
}

function bodyText(body) {
  if (!body || body.length === 0) return "";
  if (body.base64 !== undefined) return "(" + bytes(body.length) + " that are no text) " + body.base64;
  return pretty(body.text) + (body.text.length < body.length && body.length > 65536 ? "\n… " + bytes(body.length) + " in all" : "");
}

function fold(title, open, ...children) {
  const node = make("details", {}, make("summary", {}, title), ...children);
  node.open = open;
  return node;
}

// Gateway, init, handler: spans of time on one scale.
function waterfall(timing) {
  const spans = [["gateway", 0, timing.total, ""]];
  if (timing.initEnd) spans.push(["init", timing.initStart, timing.initEnd, "init"]);
  if (timing.answered) spans.push(["handler", timing.sent, timing.answered, "handler"]);
  const scale = 100 / Math.max(timing.total, 0.001);
  return make("div", { class: "waterfall" }, ...spans.flatMap(([name, from, to, kind]) => {
    const bar = shape("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(shape("rect", { x: from * scale, width: Math.max((to - from) * scale, 0.6), y: 1, height: 8, class: kind }));
    return [make("span", {}, name), bar, make("span", {}, ms(to - from))];
  }));
}

function curlOf(request) {
  const quote = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const skipped = ["host", "content-length", "connection", "user-agent", "accept-encoding"];
  const headers = request.requestHeaders.filter(([name]) => !skipped.includes(name.toLowerCase()));
  const body = request.requestBody && request.requestBody.text;
  return ["curl", request.method === "GET" ? "" : "-X " + request.method,
    ...headers.map(([name, value]) => "-H " + quote(name + ": " + value)),
    body ? "--data-raw " + quote(body) : "", quote(state.info.url + request.target)].filter(Boolean).join(" ");
}

// Sent by this page itself, to its own origin: with the headers that a page may set, the key among them.
async function replay(request, note) {
  const kept = request.requestHeaders.filter(([name]) => !/^(host|content-length|connection|user-agent|accept-encoding|origin|referer|cookie|sec-.*)$/i.test(name));
  const options = { method: request.method, headers: kept, cache: "no-store" };
  if (request.requestBody && request.requestBody.text && !["GET", "HEAD"].includes(request.method)) options.body = request.requestBody.text;
  try {
    const answer = await fetch(request.target, options);
    note.textContent = "answered " + answer.status;
  } catch (error) {
    note.textContent = "not sent: " + error.message;
  }
}

function drawDetail(request) {
  const note = make("span", { class: "hint", role: "status" });
  const facts = [["time", new Date(request.time).toISOString()], ["request id", request.requestId]];
  if (request.lambdaRequestId) facts.push(["invocation", request.lambdaRequestId]);
  if (request.function) facts.push(["function", request.function]);
  if (request.resource) facts.push(["resource", request.resource]);
  if (request.error) facts.push(["error", request.error + (request.errorMessage ? ": " + request.errorMessage : "")]);
  if (request.billedMs !== undefined) facts.push(["billed", ms(request.billedMs)], ["memory", bytes(request.memoryBytes)]);
  if (request.logStream) facts.push(["log stream", request.logStream]);
  at("detail").replaceChildren(
    make("h2", {}, `${request.method} ${request.target} `, make("span", { class: "s" + Math.floor(request.status / 100) }, String(request.status))),
    waterfall(request.timing),
    make("div", { class: "tools" },
      make("button", { type: "button", id: "replay", onclick: () => replay(request, note) }, "Replay"),
      make("button", { type: "button", onclick: () => copy(curlOf(request), note) }, "Copy as curl"), note),
    pairs(facts),
    fold("Answer", true, pairs(request.answerHeaders), make("pre", {}, bodyText(request.answerBody))),
    fold("Log, " + request.log.length + " lines", request.log.length > 0, make("pre", {}, request.log.map((line) => clock(line.time) + " " + line.message.trimEnd()).join("\n"))),
    fold("Event", false, make("pre", {}, bodyText(request.event))),
    fold("Function's answer", false, make("pre", {}, bodyText(request.result))),
    fold("Request", false, pairs(request.requestHeaders), make("pre", {}, bodyText(request.requestBody))));
}

async function copy(text, note) {
  try {
    await navigator.clipboard.writeText(text);
    note.textContent = "copied";
  } catch {
    note.textContent = text;
  }
}

// ---- plots ----

let pending = 0;
function later(draw) {
  if (pending) return;
  pending = requestAnimationFrame(() => {
    pending = 0;
    draw();
  });
}

const kindOf = (request) => (request.status >= 400 ? "bad" : request.cold ? "cold" : "warm");

function drawPlots() {
  const requests = state.requests.filter((request) => request.ms > 0);
  const scatter = at("scatter"), width = scatter.clientWidth || 600, height = scatter.clientHeight || 220, left = 44, bottom = 18;
  scatter.setAttribute("viewBox", `0 0 ${width} ${height}`);
  scatter.replaceChildren();
  at("histogram").replaceChildren();
  at("quantiles").replaceChildren();
  if (requests.length === 0) {
    scatter.append(shape("text", { x: 12, y: 24 }, "No requests yet"));
    return;
  }
  const values = requests.map((request) => request.ms), low = Math.log10(Math.min(...values)), high = Math.log10(Math.max(...values));
  const from = Math.floor(low), to = Math.max(Math.ceil(high), from + 1);
  const first = requests[0].time, span = Math.max(requests[requests.length - 1].time - first, 1);
  const y = (value) => height - bottom - ((Math.log10(value) - from) / (to - from)) * (height - bottom - 10);
  for (let power = from; power <= to; power++) {
    scatter.append(shape("line", { x1: left, x2: width, y1: y(10 ** power), y2: y(10 ** power) }), shape("text", { x: 4, y: y(10 ** power) + 4 }, String(10 ** power)));
  }
  for (const request of requests) {
    scatter.append(shape("circle", { cx: left + ((request.time - first) / span) * (width - left - 8), cy: y(request.ms), r: request.cold ? 4 : 2.5, class: kindOf(request) }));
  }
  scatter.append(shape("text", { x: left, y: height - 4 }, clock(first)), shape("text", { x: width - 90, y: height - 4 }, clock(first + span)));
  drawHistogram(values, from, to);
  drawQuantiles(requests);
}

function drawHistogram(values, from, to) {
  const svg = at("histogram"), width = svg.clientWidth || 600, height = svg.clientHeight || 220, count = 40, bins = new Array(count).fill(0);
  for (const value of values) bins[Math.min(count - 1, Math.floor(((Math.log10(value) - from) / (to - from)) * count))]++;
  const most = Math.max(...bins), step = width / count;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  bins.forEach((bin, index) => svg.append(shape("rect", { class: "bar", x: index * step + 1, width: step - 2, y: height - 18 - (bin / most) * (height - 30), height: (bin / most) * (height - 30) })));
  for (let power = from; power <= to; power++) svg.append(shape("text", { x: Math.min(((power - from) / (to - from)) * width + 2, width - 50), y: height - 4 }, 10 ** power + " ms"));
}

function drawQuantiles(requests) {
  const row = (name, list) => {
    const sorted = list.map((request) => request.ms).sort((a, b) => a - b);
    const quantile = (q) => (sorted.length ? ms(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]) : "–");
    return make("tr", {}, ...[name, sorted.length, quantile(0.5), quantile(0.9), quantile(0.99), quantile(1)].map((value) => make("td", {}, String(value))));
  };
  at("quantiles").replaceChildren(make("tr", {}, ...["", "count", "p50", "p90", "p99", "most"].map((name) => make("th", {}, name))),
    row("warm", requests.filter((request) => kindOf(request) === "warm")), row("cold", requests.filter((request) => request.cold)),
    row("4xx, 5xx", requests.filter((request) => request.status >= 400)));
}

// ---- keys, functions ----

function tableOf(names, rows) {
  return make("div", { class: "scroll" }, make("table", {}, make("tr", {}, ...names.map((name) => make("th", {}, name))),
    ...rows.map((row) => make("tr", {}, ...row.map((value) => make("td", {}, value instanceof Node ? value : String(value)))))));
}

function gauge(value, most) {
  const node = make("meter", { min: 0, max: Math.max(most, 1), value });
  return make("span", {}, node, " " + Math.round(value) + " of " + most);
}

async function refresh() {
  try {
    state.info = await load("state");
  } catch {
    return;
  }
  const info = state.info;
  at("where").textContent = `${info.kind} ${info.api}, stage ${info.stage}, ${info.url}`;
  const key = info.keys.find((entry) => entry.enabled);
  const stage = info.kind === "function URL" || info.stage === "$default" ? "" : "/" + info.stage;
  at("try").replaceChildren("Nothing came yet. Try ", make("code", {}, "curl " + (key ? `--header "x-api-key: ${key.value}" ` : "") + info.url + stage + "/hello"));
  at("usage").replaceChildren(info.keys.length === 0 ? make("p", { class: "hint" }, "No API keys: no method asks for one.") : tableOf(
    ["key", "value", "throttle: tokens left", "quota: used", "429 throttled", "429 over quota"],
    info.keys.map((entry) => [entry.name + (entry.enabled ? "" : " (disabled)"), entry.value,
      entry.rate === undefined ? "no throttle" : gauge(entry.tokens, entry.burst), entry.quota === undefined ? entry.used + ", no quota" : gauge(entry.used, entry.quota), entry.throttled, entry.overQuota])));
  at("function-list").replaceChildren(tableOf(["function", "code", "memory", "timeout", "environments", "invocations", "cold", "errors", "throttled"],
    info.functions.map((entry) => [entry.name + (entry.problem ? ": " + entry.problem : ""), entry.code, entry.memoryMb + " MB", entry.timeoutMs / 1000 + " s", `${entry.environments}, ${entry.busy} busy`, entry.invocations, entry.coldStarts, entry.errors, entry.throttles])));
}

function addChange(change) {
  const text = { cold: "starts", ready: "is ready", ended: "has ended", deployed: "has new code", broken: "has code that cannot run" }[change.kind];
  at("changes").prepend(make("li", {}, `${clock(Date.now())} ${change.function} ${text}${change.text ? ": " + change.text : ""} (${change.environments} now)`));
  while (at("changes").children.length > 100) at("changes").lastChild.remove();
}

// ---- logs ----

function line(event) {
  return make("div", {}, make("time", {}, clock(event.time) + " "), event.message.trimEnd());
}

async function loadGroups() {
  const select = at("search").elements.group, groups = await load("logs"), chosen = select.value;
  select.replaceChildren(...groups.map((group) => make("option", { value: group }, group)));
  if (groups.includes(chosen)) select.value = chosen;
}

async function search() {
  const fields = at("search").elements;
  at("search-problem").textContent = "";
  try {
    if (!fields.group.value) await loadGroups();
    if (!fields.group.value) {
      at("lines").replaceChildren("No log group yet.");
      return;
    }
    const query = new URLSearchParams({ group: fields.group.value, filter: fields.filter.value, minutes: fields.minutes.value });
    const events = (await load("logs?" + query)).sort((a, b) => a.time - b.time);
    at("lines").replaceChildren(...(events.length ? events.map(line) : ["Nothing matches."]));
  } catch (error) {
    at("search-problem").textContent = error.message;
  }
}

let searching = 0;
function onLog(event) {
  const fields = at("search").elements;
  if (!fields.follow.checked || event.group !== fields.group.value || searching) return;
  searching = setTimeout(async () => {
    searching = 0;
    await search();
    at("lines").scrollTop = at("lines").scrollHeight;
  }, 300);
}

// ---- views and news ----

function show() {
  const name = ["requests", "plots", "keys", "functions", "logs"].find((view) => "#" + view === location.hash) || "requests";
  for (const section of document.querySelectorAll("main > section")) section.classList.toggle("on", section.id === name);
  for (const link of document.querySelectorAll("nav a")) {
    link.classList.toggle("on", link.hash === "#" + name);
    if (link.hash === "#" + name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  window.scrollTo(0, 0);
  if (name === "plots") drawPlots();
  if (name === "keys" || name === "functions") refresh();
  if (name === "logs") loadGroups().then(search);
}

function listen() {
  const events = new EventSource("events"), live = at("live");
  events.addEventListener("open", async () => {
    live.textContent = "live";
    live.className = "live on";
    await refresh();
    state.requests = await load("requests");
    drawList();
    show();
  });
  events.addEventListener("error", () => {
    live.textContent = "not connected";
    live.className = "live off";
  });
  events.addEventListener("request", (event) => addRequest(JSON.parse(event.data)));
  events.addEventListener("change", (event) => {
    addChange(JSON.parse(event.data));
    if (at("functions").classList.contains("on")) later(refresh);
  });
  events.addEventListener("log", (event) => onLog(JSON.parse(event.data)));
}

at("filter").addEventListener("input", (event) => {
  state.filter = at("filter").elements.text.value;
  drawList();
});
at("filter").addEventListener("submit", (event) => event.preventDefault());
at("pause").addEventListener("click", () => {
  state.paused = !state.paused;
  at("pause").textContent = state.paused ? "Go on" : "Pause";
  if (!state.paused) drawList();
});
at("clear").addEventListener("click", () => {
  state.requests = [];
  drawList();
});
at("search").addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
window.addEventListener("hashchange", show);
window.addEventListener("resize", () => at("plots").classList.contains("on") && later(drawPlots));
setInterval(() => at("keys").classList.contains("on") && refresh(), 1000);
show();
listen();
