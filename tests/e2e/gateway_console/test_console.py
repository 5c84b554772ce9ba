"""The console in a real browser: what it shows while requests come, and that it shows hostile things as text.

Runs BRISK (or the newest build's) with bootstrap, and headless Chromium. A message of the browser's console at level SEVERE
(a violation of the content security policy among them) fails a test. Screenshots go to build/e2e/console/.
"""

import glob
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SCREENSHOTS = ROOT / "build" / "e2e" / "console"
KEY = "devkey0123456789abcdefghij"
PHONE = (390, 844)


def need(is_there, reason):
    """Skips where a tool is missing; where CI=true that is a failure."""
    if not is_there:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason, allow_module_level=True)


try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    need(False, "selenium is not installed (tests/requirements.txt)")


# ---- the gateway ----

class Gateway:
    def __init__(self, folder, *options):
        program = os.environ.get("BRISK") or max(glob.glob(str(ROOT / "build" / "*" / "brisk")), key=os.path.getmtime, default="")
        need(os.access(program, os.X_OK), "the brisk command is not built")
        code = folder / "code"
        if not code.exists():
            code.mkdir()
            shutil.copy(HERE / "bootstrap", code / "bootstrap")
        command = [program, "gateway", code, "--port", "0", "--data", folder / "data", "--key", KEY, "--name", "shop", "--timeout", "10", *options]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = ""
        while not (match := re.search(r"http://127\.0\.0\.1:(\d+)", said)):
            line = self.process.stdout.readline()
            assert line, f"the gateway did not start: {said}"
            said += line
        self.port, self.url = int(match.group(1)), match.group(0)
        # Nobody reads what it says of each request: it must not wait for that.
        self.reader = subprocess.Popen(["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL)

    def send(self, target, method="GET", body=None, headers=None, key=KEY):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, target, body, {**({"x-api-key": key} if key else {}), **(headers or {})})
        answer = connection.getresponse()
        status, content = answer.status, answer.read()
        connection.close()
        return status, content

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.reader.wait(10)


@pytest.fixture
def start(tmp_path):
    started = []

    def run(*options):
        started.append(Gateway(tmp_path, *options))
        return started[-1]

    yield run
    for one in started:
        one.stop()


# ---- the browser ----

@pytest.fixture(scope="module")
def session():
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    need(chromium and driver, "chromium or chromedriver is not installed (make install-dev)")
    options = Options()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,900", "--no-proxy-server",
                     "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver))
    opened.set_page_load_timeout(30)
    yield opened
    opened.quit()


class Page:
    def __init__(self, driver):
        self.driver = driver
        self.allowed = []  # what a test makes the browser complain of, on purpose

    def open(self, gateway, view="requests"):
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(f"{gateway.url}/_brisk/#/{view}")
        self.wait(lambda: self.text("#live") == "live", "the page is not live")

    def wait(self, is_so, why, seconds=20):
        return WebDriverWait(self.driver, seconds, 0.05).until(lambda _: is_so(), why)

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def one(self, css):
        return self.wait(lambda: next(iter(self.all(css)), None), f"there is no {css}")

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def text(self, css):
        """At once, in one step: nodes are replaced while the test looks."""
        return self.script("return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent).join('\\n')", css)

    def rows(self):
        return [row.split("\n") for row in self.script(
            "return [...document.querySelectorAll('#items button')].map((row) => [...row.children].map((cell) => cell.textContent).join('\\n'))")]

    def wait_rows(self, count):
        self.wait(lambda: len(self.rows()) == count, f"there are not {count} requests")
        return self.rows()

    def choose(self, word):
        """Opens the newest request whose row holds word."""
        row = self.wait(lambda: next((e for e in self.all("#items button") if word in e.get_attribute("textContent")), None), f"no request {word}")
        self.script("arguments[0].click()", row)
        self.wait(lambda: word in self.text("#detail h2"), f"no detail of {word}")

    def unfold(self):
        self.script("for (const node of document.querySelectorAll('#detail details')) node.open = true")

    def go(self, view):
        self.script("location.hash = arguments[0]", "#/" + view)
        self.wait(lambda: self.one("#" + view).is_displayed(), f"the view {view} is not shown")

    def scheme(self, name):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]})

    def size(self, width, height):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 2 if width < 500 else 1, "mobile": width < 500})

    def shoot(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        time.sleep(0.1)  # a frame, for the picture; nothing depends on it
        self.driver.save_screenshot(str(SCREENSHOTS / f"{name}.png"))


@pytest.fixture
def page(session):
    one = Page(session)
    one.size(1280, 900)
    one.scheme("light")
    yield one
    severe = [entry["message"] for entry in session.get_log("browser") if entry["level"] == "SEVERE"]
    assert [message for message in severe if not any(word in message for word in one.allowed)] == []
    one.driver.get("about:blank")


# ---- requests ----

def test_an_empty_page_says_what_to_do_and_the_line_works(start, page):
    gateway = start()
    page.open(gateway)
    page.wait(lambda: KEY in page.text("#try code"), "no curl line")
    assert page.text("#try code") == f'curl --header "x-api-key: {KEY}" {gateway.url}/dev/hello'
    page.shoot("empty")
    assert gateway.send("/dev/hello")[0] == 200
    assert page.wait_rows(1)[0][:3] == ["200", "GET", "/dev/hello"]
    assert not page.one("#try").is_displayed()


def test_requests_appear_as_they_come(start, page):
    gateway = start()
    gateway.send("/dev/before")
    page.open(gateway)
    assert page.wait_rows(1)[0][2] == "/dev/before"
    gateway.send("/dev/hello", "POST", b"{}")
    gateway.send("/dev/hello", key="wrong")
    rows = page.wait_rows(3)
    assert [row[:3] for row in rows] == [["403", "GET", "/dev/hello"], ["200", "POST", "/dev/hello"], ["200", "GET", "/dev/before"]]
    assert rows[2][3] == "cold" and rows[1][3] == "" and rows[0][3] == "INVALID_API_KEY"


def test_the_list_is_filtered_paused_and_cleared(start, page):
    gateway = start()
    page.open(gateway)
    for target in ("/dev/one", "/dev/two"):
        gateway.send(target)
    page.wait_rows(2)
    page.one("#filter input").send_keys("TWO get")
    assert page.wait_rows(1)[0][2] == "/dev/two"
    page.one("#filter input").clear()
    page.one("#filter input").send_keys("4xx")
    page.wait_rows(0)
    assert "No request matches" in page.text("#try")
    page.script("const input = document.querySelector('#filter input'); input.value = ''; input.dispatchEvent(new Event('input', {bubbles: true}))")
    page.one("#pause").click()
    gateway.send("/dev/three")
    gateway.send("/dev/four")
    page.wait(lambda: page.script("return state.requests.length") == 4, "it does not hear of requests")
    assert len(page.rows()) == 2
    page.one("#pause").click()
    page.wait_rows(4)
    page.one("#clear").click()
    page.wait_rows(0)


def test_many_requests_at_once(start, page):
    gateway = start("--rate", "10000", "--burst", "10000")
    page.open(gateway)
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    for number in range(700):
        connection.request("GET", f"/dev/n{number}", headers={"x-api-key": KEY})
        connection.getresponse().read()
    connection.close()
    page.wait(lambda: page.rows() and page.rows()[0][2] == "/dev/n699", "the last request does not come")
    assert len(page.rows()) == 200
    assert page.script("return state.requests.length") == 500
    page.open(gateway)
    assert page.wait_rows(200)[0][2] == "/dev/n699"


def test_a_request_shows_event_answer_log_and_timing(start, page):
    gateway = start()
    gateway.send("/dev/stock?color=red", "POST", b'{"n": 1}', {"Content-Type": "application/json", "X-Shop": "tea"})
    page.open(gateway)
    page.choose("/dev/stock")
    page.unfold()
    detail = page.text("#detail")
    assert "cold start" in detail
    assert '"name": "Tea pot ☕"' in detail and '"path": "/stock"' in detail and '"queryStringParameters": {' in detail
    lines = page.text("#detail .lines").split("\n")
    assert "INIT_START" in lines[0] or "START RequestId" in lines[0]
    assert any("hello from /stock" in line for line in lines) and "REPORT RequestId" in lines[-1]
    assert [node.text for node in page.all(".waterfall > span:first-child, .waterfall > svg + span + span")][:1] == ["Gateway"]
    assert page.text(".waterfall").count("ms") >= 4
    assert {"Gateway", "Init", "Handler"} <= set(page.script("return [...document.querySelectorAll('.waterfall > span')].map((n) => n.textContent)"))
    assert "x-shop" in detail.lower() and "content-type" in detail.lower()
    assert page.script("return document.querySelectorAll('#detail pre .key').length") > 10
    page.shoot("detail")
    # A warm one has no init.
    gateway.send("/dev/hello")
    page.choose("/dev/hello")
    page.wait(lambda: "Init" not in page.text(".waterfall"), "a warm request has an init")


def test_a_request_has_an_address_of_its_own(start, page):
    gateway = start()
    gateway.send("/dev/one")
    gateway.send("/dev/two")
    page.open(gateway, "requests/1")
    page.wait(lambda: "GET /dev/one" in page.text("#detail h2"), "the address does not open the request")
    page.choose("/dev/two")
    page.driver.back()
    page.wait(lambda: "GET /dev/one" in page.text("#detail h2"), "back does not go back")
    page.allowed.append("/api/requests/999")
    page.script("location.hash = '#/requests/999'")
    page.wait(lambda: "no longer kept" in page.text("#detail"), "a request that is gone is not told")


def test_a_failing_function_is_told(start, page):
    gateway = start()
    assert gateway.send("/dev/fail")[0] == 502
    page.open(gateway)
    assert page.wait_rows(1)[0][0] == "502"
    page.choose("/dev/fail")
    page.unfold()
    assert "the shop is closed" in page.text("#detail .lines .error")
    assert '"errorType": "ValueError"' in page.text("#detail")
    page.shoot("failure")


def test_replay_sends_the_request_again(start, page):
    gateway = start()
    gateway.send("/dev/hello?x=%20y", "POST", "{\"tea\": \"grün\"}".encode(), {"Content-Type": "application/json", "X-Shop": "tea"})
    page.open(gateway)
    page.choose("/dev/hello")
    page.one("#replay").click()
    page.wait_rows(2)
    page.wait(lambda: "sent again: 200" in page.text(".note"), "the answer is not told")
    first, second = (json.loads(gateway.send(f"/_brisk/api/requests/{number}")[1]) for number in (1, 2))
    assert second["target"] == first["target"] == "/dev/hello?x=%20y"
    assert second["requestBody"] == first["requestBody"]
    sent = {name.lower(): value for name, value in second["requestHeaders"]}
    assert sent["x-shop"] == "tea" and sent["x-api-key"] == KEY and sent["content-type"] == "application/json"


def test_replay_goes_nowhere_else(start, page):
    """A target such as //elsewhere/ would be another host's, did the page hand it to fetch as it is."""
    gateway = start()
    gateway.send("//dev/hello")
    page.open(gateway)
    page.choose("//dev/hello")
    page.one("#replay").click()
    page.wait(lambda: "sent again: 200" in page.text(".note"), "it is not sent")
    assert page.wait_rows(2)[0][2] == "//dev/hello"


def test_hostile_content_is_text(start, page):
    gateway = start("--binary", "image/png")
    gateway.send("/dev/hostile?" + "q" * 5000 + "<script>", headers={"X-Bad": "<script>window.hacked=1</script>"})
    gateway.send("/dev/binary", headers={"Accept": "image/png"})
    gateway.send("/dev/%3Cscript%3Ewindow.hacked=1%3C/script%3E", "POST", bytes(range(256)), {"Content-Type": "image/png"})
    page.open(gateway)
    page.choose("/dev/hostile")
    page.unfold()
    assert "<script>window.hacked = 1</script>" in page.text("#detail .lines")
    assert "<script>window.hacked = 1</script>" in page.text("#detail pre")
    assert page.script("return document.querySelectorAll('#detail script, #detail img, #detail b').length") == 0
    assert page.script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.shoot("hostile")
    page.choose("/dev/binary")
    page.unfold()
    assert "that are no text" in page.text("#detail pre") and "AAECAwQF" in page.text("#detail pre")
    page.choose("%3Cscript")
    page.one("#replay").click()
    page.wait(lambda: "sent again: 200" in page.text(".note"), "a binary body is not sent again")
    both = [json.loads(gateway.send(f"/_brisk/api/requests/{number}")[1])["requestBody"] for number in (3, 4)]
    assert both[0] == both[1]
    page.go("logs")
    page.wait(lambda: "window.hacked" in page.text("#lines"), "no log lines")
    assert page.script("return document.querySelectorAll('#lines script, #lines img').length") == 0
    assert page.script("return window.hacked") is None


# ---- the other views ----

def test_plots_show_cold_and_warm(start, page):
    gateway = start()
    for target in ["/dev/hello"] * 12 + ["/dev/slow", "/dev/fail"]:
        gateway.send(target)
    page.open(gateway, "plots")
    counted = lambda kind: page.script("return document.querySelectorAll('#scatter .' + arguments[0]).length", kind)
    page.wait(lambda: counted("warm") == 12, "not 12 warm requests")
    assert (counted("cold"), counted("bad")) == (1, 1)
    table = page.script("return [...document.querySelectorAll('#quantiles tr')].map((row) => [...row.children].map((cell) => cell.textContent))")
    assert [row[:2] for row in table[1:]] == [["warm", "12"], ["cold", "1"], ["4xx, 5xx", "1"]]
    assert page.script("return document.querySelectorAll('#histogram .bar').length") >= 2
    gateway.send("/dev/hello")
    page.wait(lambda: counted("warm") == 13, "a new request is not plotted")
    page.shoot("plots")


def test_keys_show_usage_and_throttle(start, page):
    gateway = start("--rate", "0.2", "--burst", "3", "--quota", "5")
    page.open(gateway, "keys")
    page.wait(lambda: "3 of 3 left" in page.text("#usage"), "no tokens")
    assert page.text(".key .pill") == "ok" and KEY in page.text("#usage") and "0 of 5 used" in page.text("#usage")
    page.one("#usage button").send_keys("")  # the focus is there
    page.script("document.querySelector('#usage button').focus()")
    statuses = [gateway.send("/dev/hello")[0] for _ in range(5)]
    assert statuses.count(429) >= 1
    page.wait(lambda: "throttled now" in page.text(".key .pill"), "the throttle is not shown")
    assert "0 of 3 left" in page.text("#usage") and "3 of 5 used" in page.text("#usage")
    assert page.script("return document.activeElement.closest('#usage') !== null"), "the focus is lost when figures change"
    page.shoot("keys")


def test_functions_show_their_environments(start, page):
    gateway = start()
    page.open(gateway, "functions")
    page.wait(lambda: "no environment" in page.text(".function .pill"), "no function")
    gateway.send("/dev/hello")
    page.wait(lambda: "shop starts" in page.text("#changes") and "shop is ready" in page.text("#changes"), "the start is not told")
    page.wait(lambda: "warm" in page.text(".function .pill"), "the environment is not counted")
    page.shoot("functions")


def test_logs_are_searched(start, page):
    gateway = start()
    for target in ("/dev/hello", "/dev/stock", "/dev/fail"):
        gateway.send(target)
    page.open(gateway, "logs")
    page.wait(lambda: "hello from /stock" in page.text("#lines"), "no lines")
    group = page.script("return document.querySelector('#search select').value")
    assert group == "/aws/lambda/shop"
    page.shoot("logs")
    pattern = page.one("#search input[name=filter]")

    def search(words):
        pattern.clear()
        pattern.send_keys(words, Keys.ENTER)

    search("ERROR")
    page.wait(lambda: page.text("#found") == "1 line", "the word is not found once")
    assert "[ERROR] the shop is closed" in page.text("#lines")
    search('{ $.level = "WARN" && $.item = 42 }')
    page.wait(lambda: "stock is low" in page.text("#lines") and page.text("#found") == "1 line", "the JSON pattern finds nothing")
    search("never-there")
    page.wait(lambda: "Nothing matches" in page.text("#lines"), "an empty search is not told")
    page.allowed.append("/api/logs")  # its answer is a 400
    search("{ $.level = ")
    page.wait(lambda: len(page.text("#search-problem")) > 10, "a wrong pattern is not told")
    page.shoot("logs-wrong-pattern")
    search('"hello from"')
    page.wait(lambda: page.text("#found") == "2 lines", "the phrase is not found")
    assert page.text("#search-problem") == ""
    page.one("#search input[name=follow]").click()
    gateway.send("/dev/hello")
    page.wait(lambda: page.text("#found") == "3 lines", "a new line does not come")


def test_pages_that_were_left_hold_no_connection(start, page):
    """A browser has six connections to a host: with as many streams of pages gone, nothing loads any more."""
    gateway = start()
    for _ in range(8):
        page.open(gateway)
    page.wait(lambda: "curl" in page.text("#try"), "its state does not load")


def test_it_comes_back_when_the_gateway_does(start, page, tmp_path):
    gateway = start()
    page.open(gateway)
    gateway.send("/dev/one")
    page.wait_rows(1)
    gateway.process.terminate()
    gateway.process.wait(8)  # running requests have ten seconds: an open page does not take them
    page.wait(lambda: page.text("#live") == "not connected", "it does not say that the gateway is gone")
    page.allowed.append("ERR_CONNECTION_REFUSED")
    page.allowed.append("ERR_INCOMPLETE_CHUNKED_ENCODING")
    again = Gateway(tmp_path, "--port", str(gateway.port))
    try:
        page.wait(lambda: page.text("#live") == "live", "it does not come back")
        page.wait_rows(0)
        again.send("/dev/two")
        assert page.wait_rows(1)[0][2] == "/dev/two"
    finally:
        again.stop()


# ---- how it looks ----

# Each visible text against the colour that it stands on: the worst ratio, and where.
CONTRAST = """
const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (node) => {
  for (; node; node = node.parentElement) {
    const back = numbers(getComputedStyle(node).backgroundColor);
    if (back.length < 4 || back[3] > 0.99) return back;
  }
  return [255, 255, 255];
};
let worst = [99, ""];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !node.checkVisibility() || node.closest("script, button:disabled")) continue;
  const style = getComputedStyle(node), color = node instanceof SVGElement ? style.fill : style.color;
  const [a, b] = [light(numbers(color)), light(ground(node))].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  if (ratio < worst[0]) worst = [ratio, walker.currentNode.textContent.trim().slice(0, 40) + " in " + (node.className.baseVal ?? node.className)];
}
return worst;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_every_view_is_legible_and_fits(start, page, scheme, width):
    gateway = start("--rate", "2", "--burst", "12", "--quota", "400")
    page.scheme(scheme)
    page.size(*((1280, 900) if width == "wide" else PHONE))
    for target in ["/dev/hello", "/dev/stock?color=red&size=small", "/dev/fail", "/dev/items/4711/reviews/some-longer-path-than-others/of-the-shop", "/dev/hello"]:
        gateway.send(target)
    gateway.send("/dev/hello", "DELETE", key="wrong")
    gateway.send("/dev/hello", "POST", b'{"name": "pot"}', {"Content-Type": "application/json"})
    for view in ("requests", "requests/2", "plots", "keys", "functions", "logs"):
        page.open(gateway, view)
        page.wait(lambda: page.script("return document.querySelector('main > section.on').textContent.length") > 50, view)
        if view == "requests/2":
            page.wait(lambda: "/dev/stock" in page.text("#detail h2"), "no detail")
            page.unfold()
        if view == "logs":
            page.wait(lambda: "hello from" in page.text("#lines"), "no lines")
        page.shoot(f"{width}-{scheme}-{view.replace('/2', '-one')}")
        overflow = page.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{view} is {overflow} px too wide"
        ratio, where = page.script(CONTRAST)
        assert ratio >= 4.5, f"{view}: {where}: contrast {ratio:.2f}"


def test_a_phone_shows_the_list_or_the_request(start, page):
    gateway = start()
    gateway.send("/dev/hello")
    page.size(*PHONE)
    page.open(gateway)
    page.choose("/dev/hello")
    assert page.one("#detail").is_displayed() and not page.one("#items").is_displayed()
    page.one(".back").click()
    page.wait(lambda: page.one("#items").is_displayed(), "back does not show the list")
    assert not page.one("#detail").is_displayed()


def test_it_is_used_with_the_keyboard(start, page):
    gateway = start()
    for target in ("/dev/one", "/dev/two", "/dev/three"):
        gateway.send(target)
    page.open(gateway)
    page.wait_rows(3)
    body, seen = page.one("body"), []
    focused = "const node = document.activeElement, box = node.getBoundingClientRect(), style = getComputedStyle(node); return [node.textContent || node.name, style.outlineStyle, parseFloat(style.outlineWidth), box.width > 0]"
    for _ in range(9):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        text, style, width, is_visible = page.script(focused)
        assert style != "none" and width >= 2 and is_visible, f"{text}: the focus cannot be seen"
        seen.append(text)
    assert seen[:8] == ["Requests", "Plots", "Keys", "Functions", "Logs", "text", "Pause", "Clear"] and "/dev/three" in seen[8]
    page.driver.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    page.driver.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.wait(lambda: "GET /dev/one" in page.text("#detail h2"), "a request is not opened by the keyboard")
    assert body is not None


def test_nothing_jumps_while_requests_come(start, page):
    gateway = start()
    for _ in range(3):
        gateway.send("/dev/hello")
    page.open(gateway)
    page.wait_rows(3)
    page.choose("/dev/hello")
    where = "return [...document.querySelectorAll('#filter, #detail, nav, #detail .card, #live')].map((node) => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.width]; })"
    before = page.script(where)
    for _ in range(5):
        gateway.send("/dev/hello")
    page.wait_rows(8)
    assert page.script(where) == before
