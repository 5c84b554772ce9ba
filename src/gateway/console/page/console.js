// The console: state by fetch, news by server-sent events. Everything that came from a client or a function is put into the
// page as text, never as markup. Where many things come at once, the page is drawn once a frame.
"use strict";

const KEPT = 500, SHOWN = 200;
const state = { requests: [], fresh: [], selected: null, paused: false, filter: "", info: null };
const at = (id) => document.getElementById(id);

// ---- making nodes ----

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function shape(name, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// A list of pairs: <dt>, <dd>.
const pairs = (list) => make("dl", { class: "pairs" },
  ...list.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value === "" ? "–" : String(value))]));

const empty = (title, ...more) => make("div", { class: "empty" }, make("strong", {}, title), ...more);

// Draws once a frame, however often it is asked for.
const pending = new Set();
function later(draw) {
  if (pending.has(draw)) return;
  pending.add(draw);
  requestAnimationFrame(() => {
    pending.delete(draw);
    draw();
  });
}

// ---- words for figures ----

const two = (value) => String(value).padStart(2, "0");
const count = (value) => value.toLocaleString("en-US");
const ms = (value) => value >= 10000 ? (value / 1000).toFixed(1) + " s"
  : (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)) + " ms";
const bytes = (value) => value < 1024 ? value + " B" : value < 1048576 ? (value / 1024).toFixed(1) + " KB" : (value / 1048576).toFixed(1) + " MB";

function clock(time) {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

const day = (time) => new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
const toneOf = (status) => (status >= 500 ? "bad" : status >= 400 ? "warn" : status >= 200 ? "good" : "");
const pill = (text, tone) => make("span", { class: "pill " + (tone || "") }, String(text));

// ---- asking ----

async function load(path) {
  const answer = await fetch("api/" + path);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message || "answered " + answer.status);
  return body;
}

async function copy(text, button) {
  const before = button.dataset.text || button.textContent;
  button.dataset.text = before;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed";
  }
  setTimeout(() => (button.textContent = before), 1500);
}

const copyButton = (text, word, id) => make("button", { type: "button", id, onclick: (event) => copy(text, event.currentTarget) }, word);

// ---- JSON in colours ----

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

function jsonNodes(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, number] = match, kind = colon ? "key" : string ? "string" : number ? "number" : "word";
    nodes.push(text.slice(from, match.index), make("span", { class: kind }, string || whole), colon || "");
    from = match.index + whole.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function bodyNodes(body) {
  if (body.base64 !== undefined) return [`${bytes(body.length)} that are no text; as base64${body.cut ? ", the first of them" : ""}:\n\n${body.base64}`];
  if (body.cut) return [body.text, `\n\n… cut: ${bytes(body.length)} in all`];
  try {
    const value = JSON.parse(body.text);
    return typeof value === "object" && value !== null ? jsonNodes(JSON.stringify(value, null, 2)) : [body.text];
  } catch {
    return [body.text];
  }
}

const bodyOf = (body, none) => !body || body.length === 0 ? make("p", { class: "hint" }, none) : make("pre", { tabindex: 0 }, ...bodyNodes(body));

// ---- the list of requests ----

function matches(request) {
  const text = `${request.status} ${Math.floor(request.status / 100)}xx ${request.method} ${request.target} ${request.error || ""} ${request.cold ? "cold" : "warm"}`.toLowerCase();
  return state.filter.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function item(request, isNew) {
  const tag = request.error ? pill(request.error.split(".").pop(), toneOf(request.status)) : request.cold ? pill("cold", "cold") : make("span", {});
  tag.classList.add("tag");
  const button = make("button", { type: "button", class: request.id === state.selected ? "on" : "", "data-id": request.id },
    pill(request.status, toneOf(request.status)), make("span", { class: "method" }, request.method),
    make("span", { class: "target", title: request.target.slice(0, 500) }, request.target), tag, make("span", { class: request.cold ? "ms cold" : "ms" }, ms(request.ms)));
  return make("li", { class: isNew && "new" }, button);
}

function drawEmpty() {
  const none = at("items").children.length === 0, key = state.info && state.info.keys.find((entry) => entry.enabled);
  at("try").hidden = !none;
  if (!none) return;
  if (state.requests.length > 0) {
    at("try").replaceChildren(make("strong", {}, "No request matches the filter"), `${count(state.requests.length)} are hidden.`);
    return;
  }
  const stage = !state.info || state.info.kind === "function URL" || state.info.stage === "$default" ? "" : "/" + state.info.stage;
  const command = `curl ${key ? `--header "x-api-key: ${key.value}" ` : ""}${location.origin}${stage}/hello`;
  at("try").replaceChildren(make("strong", {}, "Waiting for the first request"), "It is shown here as it comes.", make("code", {}, command));
}

function drawList() {
  at("items").replaceChildren(...state.requests.filter(matches).slice(-SHOWN).reverse().map((request) => item(request, false)));
  drawEmpty();
}

function drawFresh() {
  const fresh = state.fresh.filter(matches).slice(-SHOWN).reverse(), list = at("items");
  state.fresh = [];
  if (!state.paused && fresh.length > 0) {
    list.prepend(...fresh.map((request) => item(request, true)));
    while (list.children.length > SHOWN) list.lastChild.remove();
    drawEmpty();
  }
  if (at("plots").classList.contains("on")) drawPlots();
}

function addRequest(request) {
  state.requests.push(request);
  if (state.requests.length > KEPT) state.requests.shift();
  state.fresh.push(request);
  if (state.fresh.length > KEPT) state.fresh.shift();
  later(drawFresh);
}

// Arrow keys walk through the list.
function walk(event) {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const row = step && document.activeElement.closest("li"), next = row && row[step];
  if (!next) return;
  event.preventDefault();
  next.firstElementChild.focus();
}

// ---- one request ----

async function select(id) {
  state.selected = id;
  at("requests").classList.toggle("chosen", id !== null);
  for (const button of at("items").querySelectorAll("button")) button.classList.toggle("on", Number(button.dataset.id) === id);
  if (id === null) {
    at("detail").replaceChildren(empty("No request chosen", "Choose one to see its event, answer, log lines and timing."));
    return;
  }
  try {
    const request = await load("requests/" + id);
    if (state.selected === id) drawDetail(request);
  } catch (error) {
    if (state.selected === id) at("detail").replaceChildren(back(), empty("This request is no longer kept", error.message));
  }
}

const back = () => make("button", { type: "button", class: "back", onclick: () => (location.hash = "#/requests") }, "← All requests");

// Gateway, init, handler on one scale; what is neither init nor handler is the gateway's.
function waterfall(timing) {
  const total = Math.max(timing.total, 0.001), init = [timing.initStart, timing.initEnd], handler = [timing.sent, timing.answered];
  const spans = [init, handler].filter(([from, to]) => to !== undefined).map(([from, to]) => [Math.min(from, total), Math.min(to, total)]);
  const own = [];
  let from = 0;
  for (const [start, end] of spans) {
    own.push([from, Math.max(start, from)]);
    from = Math.max(from, end);
  }
  own.push([from, total]);
  const rows = [["Gateway", "", own]];
  if (timing.initEnd !== undefined) rows.push(["Init", "init", [spans[0]]]);
  if (timing.answered !== undefined) rows.push(["Handler", "handler", [spans[spans.length - 1]]]);
  const bars = rows.flatMap(([name, kind, parts]) => {
    const svg = shape("svg", { viewBox: "0 0 1000 16", preserveAspectRatio: "none", "aria-hidden": "true" });
    for (const [start, end] of parts) {
      svg.append(shape("rect", { x: Math.min((start / total) * 1000, 996), width: Math.max(((end - start) / total) * 1000, end > start ? 3 : 0), y: 3, height: 10, rx: 1, class: kind }));
    }
    return [make("span", {}, name), svg, make("span", { class: "took" }, ms(parts.reduce((sum, [start, end]) => sum + end - start, 0)))];
  });
  const axis = shape("svg", { class: "axis", "aria-hidden": "true" },
    ...[0, 50, 100].map((place) => shape("text", { x: place + "%", y: 12, "text-anchor": place === 0 ? "start" : place === 100 ? "end" : "middle" }, place === 0 ? "0" : ms((total * place) / 100))));
  return make("div", { class: "waterfall" }, ...bars, make("span", {}), axis, make("span", {}));
}

const UNSENDABLE = /^(host|content-length|connection|user-agent|accept-encoding|origin|referer|cookie|keep-alive|te|trailer|transfer-encoding|upgrade|via|expect|date|dnt|sec-.*|proxy-.*|access-control-.*)$/i;

function curlOf(request) {
  const quote = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const skipped = ["host", "content-length", "connection", "user-agent", "accept-encoding"];
  const headers = request.requestHeaders.filter(([name]) => !skipped.includes(name.toLowerCase()));
  const body = request.requestBody.text, method = { GET: "", HEAD: "--head" }[request.method];
  return ["curl", method ?? "--request " + request.method, ...headers.map(([name, value]) => "--header " + quote(name + ": " + value)),
    body && "--data-raw " + quote(body), quote(location.origin + request.target)].filter(Boolean).join(" ");
}

function replayBody(body) {
  if (!body.base64) return body.text || undefined;
  return Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0));
}

// Sent by this page itself, to its own origin: with the headers that a page may set, the key among them.
async function replay(request, note) {
  const headers = request.requestHeaders.filter(([name]) => !UNSENDABLE.test(name));
  const options = { method: request.method, headers, cache: "no-store", credentials: "omit", redirect: "manual" };
  if (!["GET", "HEAD"].includes(request.method)) options.body = replayBody(request.requestBody);
  note.textContent = "sending …";
  const began = performance.now();
  try {
    const answer = await fetch(location.origin + request.target, options);
    note.textContent = answer.type === "opaqueredirect" ? "sent again: it redirects" : `sent again: ${answer.status} in ${ms(performance.now() - began)}`;
  } catch (error) {
    note.textContent = "not sent: " + error.message;
  }
}

const SYSTEM = /^(INIT_START|INIT_REPORT|START|END|REPORT|XRAY) |^\{"time":"[^"]*","type":"platform\./;

function line(event) {
  const message = event.message.trimEnd();
  const kind = SYSTEM.test(message) ? "system" : /\b(ERROR|FATAL|CRITICAL|Traceback|panic)\b/.test(message) ? "error" : /\bWARN(ING)?\b/.test(message) ? "warning" : "";
  return make("div", { class: kind }, make("time", {}, clock(event.time)), make("span", {}, message));
}

function fold(title, small, isOpen, ...children) {
  return make("details", { open: isOpen }, make("summary", {}, title, make("small", {}, small)), make("div", { class: "inside" }, ...children));
}

function factsOf(request) {
  const facts = [["Request id", request.requestId], ["Trace id", request.traceId], ["Resource", request.resource], ["Function", request.function],
    ["Invocation", request.lambdaRequestId], ["Log stream", request.logStream], ["Error", request.error && request.error + (request.errorMessage ? ": " + request.errorMessage : "")]];
  if (request.billedMs > 0) facts.push(["Billed", ms(request.billedMs)], ["Memory", bytes(request.memoryBytes) + " at most"]);
  return facts.filter(([, value]) => value);
}

function drawDetail(request) {
  const note = make("span", { class: "note", role: "status" }), isWhole = !request.requestBody.cut;
  const words = [`${day(request.time)}, ${clock(request.time)}`, ms(request.ms), bytes(request.bytes)];
  if (request.cold) words.push("cold start");
  if (request.streamed) words.push("streamed");
  if (request.timedOut) words.push("integration timed out");
  at("detail").replaceChildren(
    back(),
    make("div", { class: "card" },
      make("div", { class: "title" }, pill(request.status, toneOf(request.status)), make("h2", { title: request.target.slice(0, 500) }, `${request.method} ${request.target}`)),
      make("p", { class: "under" }, words.join(" · ")),
      make("div", { class: "tools" },
        make("button", { type: "button", id: "replay", class: "main", disabled: !isWhole, title: isWhole ? undefined : "Its body is too large to be kept whole", onclick: () => replay(request, note) }, "Replay"),
        copyButton(curlOf(request), "Copy as curl", "curl"), note)),
    make("div", { class: "card" }, make("h2", {}, "Timing"), waterfall(request.timing)),
    fold("Answer", bytes(request.bytes), true, pairs(request.answerHeaders), request.streamed ? make("p", { class: "hint" }, "Streamed: its body is not kept.") : bodyOf(request.answerBody, "No body.")),
    fold("Log", `${count(request.log.length)} lines`, request.log.length > 0,
      request.log.length > 0 ? make("div", { class: "lines" }, ...request.log.map(line)) : make("p", { class: "hint" }, request.lambdaRequestId ? "No line of it is kept." : "No function was asked.")),
    fold("Event", bytes(request.event.length), false, bodyOf(request.event, "No event was made: the gateway answered by itself.")),
    fold("Function’s answer", request.result ? bytes(request.result.length) : "none", false, bodyOf(request.result, "None.")),
    fold("Request", bytes(request.requestBody.length), false, pairs(request.requestHeaders), bodyOf(request.requestBody, "No body.")),
    fold("Ids and figures", "", false, pairs(factsOf(request))));
}

// ---- plots ----

const kindOf = (request) => (request.status >= 400 ? "bad" : request.cold ? "cold" : "warm");

function quantile(sorted, q) {
  return sorted.length === 0 ? "–" : ms(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]);
}

const sortedMs = (requests) => requests.map((request) => request.ms).sort((a, b) => a - b);

// Kinds differ by shape as well as by colour.
function dot(kind, x, y) {
  if (kind === "cold") return shape("path", { class: kind, d: `M${x} ${y - 5.5} ${x + 5.5} ${y} ${x} ${y + 5.5} ${x - 5.5} ${y}z` });
  if (kind === "bad") return shape("rect", { class: kind, x: x - 3, y: y - 3, width: 6, height: 6 });
  return shape("circle", { class: kind, cx: x, cy: y, r: 2.8 });
}

function drawScatter(requests, low, high) {
  const svg = at("scatter"), width = svg.clientWidth || 600, height = svg.clientHeight || 220, left = 52, bottom = 22, right = 10;
  const first = requests[0].time, span = Math.max(requests[requests.length - 1].time - first, 1);
  const y = (value) => height - bottom - ((Math.log10(value) - low) / (high - low)) * (height - bottom - 12);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  for (let power = low; power <= high; power++) {
    svg.append(shape("line", { x1: left, x2: width, y1: y(10 ** power), y2: y(10 ** power) }),
      shape("text", { x: left - 8, y: y(10 ** power) + 4, "text-anchor": "end" }, label(power)));
  }
  for (const request of requests) svg.append(dot(kindOf(request), left + 8 + ((request.time - first) / span) * (width - left - right - 8), y(request.ms)));
  svg.append(shape("text", { x: left, y: height - 4 }, clock(first)), shape("text", { x: width, y: height - 4, "text-anchor": "end" }, clock(first + span)));
}

const label = (power) => (power >= 3 ? 10 ** (power - 3) + " s" : power >= 0 ? 10 ** power + " ms" : 10 ** (power + 3) + " µs");

function drawHistogram(values, low, high) {
  const svg = at("histogram"), width = svg.clientWidth || 600, height = svg.clientHeight || 220, bottom = 22, bins = new Array(48).fill(0);
  const place = (value) => (Math.log10(value) - low) / (high - low), step = width / bins.length, top = 20;
  for (const value of values) bins[Math.min(bins.length - 1, Math.max(0, Math.floor(place(value) * bins.length)))]++;
  const most = Math.max(...bins), tall = (bin) => (bin / most) * (height - bottom - top);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(shape("line", { x1: 0, x2: width, y1: height - bottom, y2: height - bottom }));
  bins.forEach((bin, index) => {
    if (bin === 0) return;
    const bar = Math.max(tall(bin), 1.5);
    svg.append(shape("rect", { class: "bar", rx: 1.5, x: index * step + 1, width: Math.max(step - 2, 1), y: height - bottom - bar, height: bar }));
    if (bin === most) svg.append(shape("text", { x: (index + 0.5) * step, y: height - bottom - bar - 5, "text-anchor": "middle" }, count(bin)));
  });
  for (let power = low; power <= high; power++) {
    const end = power === low ? "start" : power === high ? "end" : "middle";
    svg.append(shape("text", { x: ((power - low) / (high - low)) * width, y: height - 4, "text-anchor": end }, label(power)));
  }
}

function drawFigures(requests) {
  const warm = sortedMs(requests.filter((request) => kindOf(request) === "warm")), cold = sortedMs(requests.filter((request) => request.cold));
  const bad = requests.filter((request) => request.status >= 400), share = requests.length ? (100 * bad.length) / requests.length : 0;
  const figures = [["Requests kept", count(requests.length)], ["Warm p50", quantile(warm, 0.5)], ["Warm p99", quantile(warm, 0.99)],
    ["Cold p50", quantile(cold, 0.5)], ["Cold starts", count(cold.length)], ["4xx and 5xx", share.toFixed(share > 0 && share < 10 ? 1 : 0) + " %"]];
  at("figures").replaceChildren(...figures.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
  const row = (name, list) => make("tr", {}, ...[name, count(list.length), ...[0.5, 0.9, 0.99, 1].map((q) => quantile(list, q))].map((value) => make("td", {}, value)));
  at("quantiles").replaceChildren(make("tr", {}, ...["", "count", "p50", "p90", "p99", "most"].map((name) => make("th", { scope: "col" }, name))),
    row("warm", warm), row("cold", cold), row("4xx, 5xx", sortedMs(bad)));
}

function drawPlots() {
  const requests = state.requests.filter((request) => request.ms > 0);
  drawFigures(requests);
  if (requests.length === 0) {
    for (const id of ["scatter", "histogram"]) {
      at(id).removeAttribute("viewBox");
      at(id).replaceChildren(shape("text", { x: "50%", y: "50%", "text-anchor": "middle" }, "No requests yet"));
    }
    return;
  }
  const values = requests.map((request) => request.ms);
  const low = Math.floor(Math.log10(Math.min(...values))), high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1);
  drawScatter(requests, low, high);
  drawHistogram(values, low, high);
}

// ---- keys, functions ----

function gauge(name, value, most, word, isLow) {
  const part = most > 0 ? Math.min(Math.max(value / most, 0), 1) : 0;
  const bar = shape("svg", { viewBox: "0 0 1000 8", preserveAspectRatio: "none", role: "img", "aria-label": `${name}: ${word}` },
    shape("rect", { width: part * 1000, height: 8 }));
  return make("div", { class: "gauge" + (isLow ? " low" : "") }, make("p", {}, make("span", {}, name), make("span", {}, word)), bar);
}

const counts = (list) => make("dl", { class: "counts" }, ...list.map(([name, value, tone]) => make("div", {}, make("dt", {}, name), make("dd", { class: tone }, value))));

function keyState(entry) {
  if (!entry.enabled) return pill("disabled", "bad");
  if (entry.quota !== undefined && entry.used >= entry.quota) return pill("quota used up", "bad");
  if (entry.rate !== undefined && entry.tokens < 1) return pill("throttled now", "warn");
  return pill("ok", "good");
}

function keyCard(entry) {
  const tokens = Math.floor(entry.tokens);
  return make("div", { class: "card key" },
    make("div", { class: "title" }, make("h2", {}, entry.name || entry.keyId), keyState(entry)),
    make("div", { class: "secret" }, make("code", {}, entry.value || ""), copyButton(entry.value || "", "Copy", "copy-" + entry.keyId + entry.planId)),
    entry.rate === undefined ? make("p", { class: "hint" }, "No throttle.")
      : gauge(`Throttle, ${count(entry.rate)} a second`, tokens, entry.burst, `${count(tokens)} of ${count(entry.burst)} left`, tokens < 1),
    entry.quota === undefined ? make("p", { class: "hint" }, "No quota.")
      : gauge("Quota", entry.used, entry.quota, `${count(entry.used)} of ${count(entry.quota)} used`, entry.used >= entry.quota),
    counts([["Requests", count(entry.used)], ["429 throttled", count(entry.throttled), entry.throttled > 0 && "bad"], ["429 over quota", count(entry.overQuota), entry.overQuota > 0 && "bad"]]));
}

function functionCard(entry) {
  return make("div", { class: "card function" },
    make("div", { class: "title" }, make("h2", {}, entry.name), entry.problem ? pill("cannot run", "bad") : entry.environments > 0 ? pill(entry.busy > 0 ? `${entry.busy} busy` : "warm", "good") : pill("no environment")),
    entry.problem && make("p", { class: "problem" }, entry.problem),
    pairs([["Code", entry.code], ["Memory", entry.memoryMb + " MB"], ["Timeout", entry.timeoutMs / 1000 + " s"]]),
    counts([["Invocations", count(entry.invocations)], ["Cold starts", count(entry.coldStarts)], ["Errors", count(entry.errors), entry.errors > 0 && "bad"],
      ["Throttled", count(entry.throttles), entry.throttles > 0 && "bad"], ["Environments", count(entry.environments)]]));
}

// Replaces children, and gives the focus back to the one of the same id.
function redraw(node, children) {
  const id = node.contains(document.activeElement) && document.activeElement.id;
  node.replaceChildren(...children);
  if (id && at(id)) at(id).focus();
}

const drawn = {};
function redrawIfNew(id, data, children) {
  const text = JSON.stringify(data);
  if (drawn[id] === text) return;
  drawn[id] = text;
  redraw(at(id), children());
}

async function refresh() {
  try {
    state.info = await load("state");
  } catch {
    return;
  }
  const info = state.info;
  at("where").textContent = info.kind === "function URL" ? `function URL · ${info.url}` : `${info.kind} ${info.api} · stage ${info.stage} · ${info.url}`;
  drawEmpty();
  redrawIfNew("usage", info.keys, () => info.keys.length > 0 ? info.keys.map(keyCard) : [empty("No API keys", "No method of this API asks for one.")]);
  redrawIfNew("function-list", info.functions, () => info.functions.map(functionCard));
}

function addChange(change) {
  const text = { cold: "starts", ready: "is ready", ended: "has ended", deployed: "has new code", broken: "has code that cannot run" }[change.kind];
  const list = at("changes"), running = change.environments === 1 ? "1 running" : change.environments + " running";
  if (list.firstElementChild.className === "hint") list.replaceChildren();
  list.prepend(make("li", {}, make("time", {}, clock(Date.now())), `${change.function} ${text}${change.text ? ": " + change.text : ""}`, make("small", {}, running)));
  while (list.children.length > 100) list.lastChild.remove();
}

// ---- logs ----

async function loadGroups() {
  const select = at("search").elements.group, groups = await load("logs"), chosen = select.value;
  select.replaceChildren(...groups.map((group) => make("option", { value: group }, group)));
  if (groups.length === 0) select.append(make("option", { value: "" }, "No log group yet"));
  const best = groups.find((group) => group.startsWith("/aws/lambda/"));
  if (groups.includes(chosen)) select.value = chosen;
  else if (best) select.value = best;
}

let searches = 0;
async function search() {
  const fields = at("search").elements, number = ++searches;
  try {
    if (!fields.group.value) await loadGroups();
    const query = new URLSearchParams({ group: fields.group.value, filter: fields.filter.value, minutes: fields.minutes.value });
    const events = fields.group.value ? (await load("logs?" + query)).sort((a, b) => a.time - b.time) : [];
    if (number !== searches) return;
    at("search-problem").textContent = "";
    at("found").textContent = events.length === 0 ? "" : events.length === 1000 ? "The newest 1,000 lines" : events.length === 1 ? "1 line" : `${count(events.length)} lines`;
    at("lines").replaceChildren(...(events.length > 0 ? events.map(line) : [empty(fields.filter.value ? "Nothing matches" : "No log lines", "In this group, in this time.")]));
    at("lines").scrollTop = at("lines").scrollHeight;
  } catch (error) {
    if (number !== searches) return;
    at("search-problem").textContent = error.message;
    at("found").textContent = "";
  }
}

let following = 0;
function onLog(event) {
  const fields = at("search").elements;
  if (!at("logs").classList.contains("on") || !fields.follow.checked || event.group !== fields.group.value || following) return;
  following = setTimeout(async () => {
    await search();
    following = 0;
  }, 300);
}

// ---- views and news ----

const VIEWS = ["requests", "plots", "keys", "functions", "logs"];
let view = null;

// Addresses are "#/requests/12": none is the id of a node, which the browser would scroll and move the focus to.
function show() {
  const [name, id] = location.hash.slice(2).split("/"), next = VIEWS.includes(name) ? name : "requests";
  for (const section of document.querySelectorAll("main > section")) section.classList.toggle("on", section.id === next);
  for (const link of document.querySelectorAll("nav a")) {
    link.classList.toggle("on", link.hash === "#/" + next);
    if (link.hash === "#/" + next) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view !== next || matchMedia("(max-width: 61.99em)").matches) window.scrollTo(0, 0);
  view = next;
  if (next === "requests") select(/^\d+$/.test(id) ? Number(id) : null);
  if (next === "plots") drawPlots();
  if (next === "keys" || next === "functions") refresh();
  if (next === "logs") loadGroups().then(search, () => {});
}

let events = null;
function listen() {
  const live = at("live");
  events = new EventSource("events");
  events.addEventListener("open", async () => {
    live.textContent = "live";
    live.className = "live on";
    state.requests = [];
    await refresh();
    const kept = await load("requests"), last = kept.length > 0 ? kept[kept.length - 1].id : 0;
    state.requests = kept.concat(state.requests.filter((request) => request.id > last)).slice(-KEPT);
    state.fresh = [];
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
    if (view === "functions") later(refresh);
  });
  events.addEventListener("log", (event) => onLog(JSON.parse(event.data)));
}

at("filter").addEventListener("input", () => {
  state.filter = at("filter").elements.text.value.trim();
  drawList();
});
at("filter").addEventListener("submit", (event) => event.preventDefault());
at("pause").addEventListener("click", () => {
  state.paused = !state.paused;
  at("pause").textContent = state.paused ? "Go on" : "Pause";
  at("pause").setAttribute("aria-pressed", String(state.paused));
  if (!state.paused) drawList();
});
at("clear").addEventListener("click", () => {
  state.requests = [];
  drawList();
});
at("items").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) location.hash = "#/requests/" + button.dataset.id;
});
at("items").addEventListener("keydown", walk);
at("search").addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
at("search").elements.group.addEventListener("change", search);
at("search").elements.minutes.addEventListener("change", search);
window.addEventListener("hashchange", show);
window.addEventListener("resize", () => view === "plots" && later(drawPlots));
setInterval(() => (view === "keys" || view === "functions") && !document.hidden && refresh(), 1000);
// A browser opens six connections to one host: a page that it keeps for going back to must not hold one.
window.addEventListener("pagehide", () => events.close());
window.addEventListener("pageshow", (event) => event.persisted && listen());
listen();
show();
