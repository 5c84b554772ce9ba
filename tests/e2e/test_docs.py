"""The docs pages in a real browser: they load without a CDN, behind any prefix, and "Try it out" works.

Runs the program of api/ (BRISK_API, or that of the build that BRISK_APP is in, or the newest) and headless
Chromium. Every console message of level SEVERE fails a test, as does every request to another host. Screenshots go to
build/e2e/.
"""

import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "e2e"

if os.environ.get("CI") != "true":  # which has all tools: there the imports below fail
    pytest.importorskip("selenium", reason="selenium is not installed (tests/requirements.txt)")
from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.options import Options  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402


def miss(reason):
    """Skips; where CI=true, which has all tools, that is a failure."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def find_api():
    named = os.environ.get("BRISK_API")
    build = pathlib.Path(os.environ["BRISK_APP"]).parents[2] if "BRISK_APP" in os.environ else ROOT / "build" / "*"
    found = [named] if named else glob.glob(str(build / "api" / "api"))
    found = [path for path in found if os.access(path, os.X_OK) and not os.path.isdir(path)]
    return max(found, key=os.path.getmtime, default=None)


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        miss("chromium or chromedriver is not installed (make install-dev)")
    options = Options()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--window-size=1280,1600",
        "--no-proxy-server",
        # no other host exists: a page that needs one shows it
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    session = webdriver.Chrome(options=options, service=Service(driver))
    session.set_page_load_timeout(30)
    yield session
    session.quit()


@pytest.fixture(params=["", "/dev"], ids=["root", "behind-a-prefix"])
def site(request):
    """The address of the running API, with its prefix."""
    api = find_api()
    if not api:
        miss("the program of api/ is not built")
    command = [api, "serve", "--port", "0", "--no-access-log"]
    if request.param:
        command += ["--root-path", request.param]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    address = None
    deadline = time.monotonic() + 20
    while address is None and time.monotonic() < deadline:
        line = server.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+", line)
        address = match.group(0) if match else None
    assert address, "the server did not say where it listens"
    yield address + request.param
    server.terminate()
    assert server.wait(15) == 0, server.stderr.read()


def wait_for(browser, css, text=None, seconds=20):
    def found(_):
        for element in browser.find_elements(By.CSS_SELECTOR, css):
            if text is None or text in element.text:
                return element
        return False

    return WebDriverWait(browser, seconds).until(found, f"no {css} with {text!r}")


def open_page(browser, url):
    browser.get_log("browser"), browser.get_log("performance")  # what earlier pages left
    browser.get(url)


def requested(browser):
    urls = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            urls.append(message["params"]["request"]["url"])
    return urls


def assert_clean(browser, site, name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    browser.save_screenshot(str(SCREENSHOTS / f"{name}.png"))
    host = site.split("/")[2]
    strangers = [u for u in requested(browser) if u.startswith("http") and u.split("/")[2] != host]
    assert strangers == [], "the page needs other hosts"
    severe = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []


def name_of(site, page):
    return page + ("-prefix" if site.endswith("/dev") else "")


def operation(browser, method, path):
    """Opens an operation of Swagger UI and its form."""
    for block in browser.find_elements(By.CSS_SELECTOR, f".opblock-{method}"):
        shown = block.find_element(By.CSS_SELECTOR, ".opblock-summary-path").get_attribute("data-path")
        if shown == path:
            block.find_element(By.CSS_SELECTOR, ".opblock-summary-control").click()
            WebDriverWait(browser, 10).until(lambda _: block.find_elements(By.CSS_SELECTOR, ".try-out__btn"))
            block.find_element(By.CSS_SELECTOR, ".try-out__btn").click()
            WebDriverWait(browser, 10).until(lambda _: block.find_elements(By.CSS_SELECTOR, ".execute"))
            return block
    raise AssertionError(f"no operation {method} {path}")


def execute(browser, block):
    """Sends the form: the status and the body that the page shows."""
    block.find_element(By.CSS_SELECTOR, ".execute").click()
    live = ".live-responses-table .response-col_status"
    WebDriverWait(browser, 15).until(
        lambda _: any(e.text.strip()[:3].isdigit() for e in block.find_elements(By.CSS_SELECTOR, live)))
    status = [e.text.strip()[:3] for e in block.find_elements(By.CSS_SELECTOR, live) if e.text.strip()[:3].isdigit()]
    bodies = block.find_elements(By.CSS_SELECTOR, ".live-responses-table .highlight-code code")
    return int(status[0]), bodies[0].text if bodies else ""


def test_swagger_ui(browser, site):
    open_page(browser, site + "/docs")
    wait_for(browser, ".info .title", "Brisk API")
    wait_for(browser, ".opblock-summary-path")
    assert browser.title == "Brisk API - Swagger UI"
    create = operation(browser, "post", "/items")
    box = create.find_element(By.CSS_SELECTOR, "textarea.body-param__text")
    browser.execute_script(
        "const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;"
        "set.call(arguments[0], arguments[1]); arguments[0].dispatchEvent(new Event('input', {bubbles: true}));",
        box, '{"name": "Kettle", "price": 19.5}')
    status, body = execute(browser, create)
    assert (status, json.loads(body)["name"]) == (201, "Kettle")
    item = json.loads(body)
    read = operation(browser, "get", "/items/{item_id}")
    read.find_element(By.CSS_SELECTOR, "input[placeholder=item_id]").send_keys(str(item["id"]))
    status, body = execute(browser, read)
    assert (status, json.loads(body)) == (200, item)
    browser.execute_script("arguments[0].scrollIntoView()", read)
    assert_clean(browser, site, name_of(site, "docs"))


def test_schemas_of_swagger_ui(browser, site):
    """All $refs resolve: the page shows no error box, and every model that the document names."""
    open_page(browser, site + "/docs")
    wait_for(browser, ".models")
    assert browser.find_elements(By.CSS_SELECTOR, ".errors-wrapper") == []
    document = browser.execute_async_script("fetch('openapi.json').then(r => r.json()).then(arguments[0])")
    shown = [e.text for e in browser.find_elements(By.CSS_SELECTOR, ".models .json-schema-2020-12__title")]
    assert len(shown) == len(document["components"]["schemas"])
    assert ("servers" in document) == site.endswith("/dev")
    assert_clean(browser, site, name_of(site, "docs-models"))


def test_redoc(browser, site):
    open_page(browser, site + "/redoc")
    wait_for(browser, "h1", "Brisk API", 30)
    wait_for(browser, "h2, h3", "Create an item")
    assert browser.title == "Brisk API - ReDoc"
    assert_clean(browser, site, name_of(site, "redoc"))


def test_oauth2_redirect(browser, site):
    """Opened by itself, as a bookmark would, the page does nothing and breaks nothing."""
    open_page(browser, site + "/docs/oauth2-redirect?code=x&state=y")
    assert browser.title == "Swagger UI: OAuth2 redirect"
    assert_clean(browser, site, name_of(site, "oauth2-redirect"))
