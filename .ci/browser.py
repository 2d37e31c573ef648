"""Looks at the page of the explorer: python browser.py URL PICTURES [static]."""

import os
import sys
import time
import urllib.request

from playwright.sync_api import Error, sync_playwright

url, pictures, static = sys.argv[1], sys.argv[2], len(sys.argv) > 3
# The page keeps its terminal where a test reaches it: nothing else gives its text.
SCREEN = """() => { const b = window.bijou.buffer.active; let s = '';
  for (let y = 0; y < window.bijou.rows; y++) s += b.getLine(b.viewportY + y).translateToString(true) + '\\n';
  return s }"""


def await_server():
    for _ in range(100):
        try:
            return urllib.request.urlopen(url + "/", timeout=5)
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


class Page:
    def __init__(self, browser, path, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark", **options})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context, self.page, self.errors = context, context.new_page(), []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.goto(url + path)
        self.page.wait_for_function("window.bijou !== undefined", timeout=60_000)

    def screen(self):
        try:
            return self.page.evaluate(SCREEN)
        except Error:  # the page loads anew
            return ""

    def until(self, what, holds, seconds=60):
        end = time.time() + seconds
        while not holds(self.screen()):
            if time.time() > end:
                self.picture("failed")
                raise SystemExit(f"never: {what}\n{self.screen()}\n{self.errors}")
            time.sleep(0.02)

    def message(self):
        self.until("a message", lambda _: self.page.is_visible("#message"))
        return self.page.inner_text("#message")

    def picture(self, name):
        self.page.screenshot(path=f"{pictures}/{name}.png")

    def done(self):
        if self.errors:
            raise SystemExit(f"the browser complains: {self.errors}")
        if self.context.cookies():
            raise SystemExit("the page keeps cookies")
        self.context.close()


def look(browser):
    p = Page(browser, "/")
    p.until("the explorer", lambda s: "NLL  = sum, exactly" in s and "5 data side" in s)
    before = p.screen()
    p.until("a frame that moves", lambda s: s != before)
    p.picture("dark")
    began = time.time()
    p.page.keyboard.press("?")
    p.until("the help", lambda s: "esc close" in s)
    print(f"from a key to its screen {1000 * (time.time() - began):.0f} ms")
    p.picture("help")
    p.page.keyboard.press("Escape")
    p.until("the flow again", lambda s: "esc close" not in s)
    size = p.page.evaluate("[window.bijou.cols, window.bijou.rows]")
    p.page.set_viewport_size({"width": 900, "height": 600})
    p.until("a smaller screen", lambda s: len(s.splitlines()) < size[1] and "? help" in s)
    p.picture("smaller")
    p.page.set_viewport_size({"width": 1280, "height": 800})
    p.until("the first size", lambda s: len(s.splitlines()) == size[1] and "5 data side" in s)
    mouse(p)
    copying(p)
    p.page.keyboard.press("q")
    said = p.message()
    if "over" not in said:
        raise SystemExit(f"q says {said!r}")
    if "bijou --spec" not in p.screen():
        raise SystemExit(f"no line to go on with:\n{p.screen()}")
    p.picture("left")
    p.page.keyboard.press("Enter")
    p.until("a new session", lambda s: "5 data side" in s)
    p.done()


def mouse(p):
    """A click selects a layer."""
    lines = p.screen().splitlines()
    row = next(i for i, line in enumerate(lines) if "3 rqs" in line)
    box = p.page.locator("#terminal .xterm-screen").bounding_box()
    cols, rows = p.page.evaluate("[window.bijou.cols, window.bijou.rows]")
    before = p.screen()
    p.page.mouse.click(box["x"] + 8.5 * box["width"] / cols, box["y"] + (row + 0.5) * box["height"] / rows)
    p.until("the layer that was clicked at", lambda s: s != before)


def copying(p):
    """Y shows the run as a line, and copies it by OSC 52."""
    p.page.keyboard.press("Y")
    for _ in range(100):
        text = p.page.evaluate("navigator.clipboard.readText()")
        if text.startswith("bijou "):
            p.page.keyboard.press("Escape")
            p.until("no line any more", lambda s: "esc closes" not in s)
            return
        time.sleep(0.05)
    raise SystemExit(f"Y copied {text!r}")


def links(browser):
    name = "/#rings" if static else "/rings"
    p = Page(browser, name, color_scheme="light")
    p.until("rings", lambda s: "rings ▸" in s)
    time.sleep(2)
    p.picture("light")
    p.done()
    line = "?spec=moons(n=500)%20%7C%20coupling(hidden=8)*2%20%7C%20adam,%20steps=0%20%7C%20seed=3"
    p = Page(browser, "/" + line)
    p.until("the line", lambda s: "moons ▸" in s and "1 flow" in s)
    p.done()
    p = Page(browser, "/#lesson-3" if static else "/lesson-3")
    p.until("the lesson", lambda s: " E Additive or affine" in s)
    p.picture("lesson")
    p.page.keyboard.press("E")
    p.until("its page", lambda s: "the answer stands here" in s)
    p.picture("page")
    p.done()
    p = Page(browser, "/?spec=mons%20%7C%20coupling")
    p.until("what is wrong", lambda s: 'no data set is called "mons"' in s)
    p.picture("wrong")
    p.done()


def crowded(browser):
    """Two places, and three pages."""
    pages = [Page(browser, "/") for _ in range(2)]
    for p in pages:
        p.until("the explorer", lambda s: "5 data side" in s)
    late = Page(browser, "/")
    said = late.message()
    print("refused:", said)
    if "places are taken" not in said:
        raise SystemExit("it does not say why")
    late.picture("refused")
    for p in pages + [late]:
        p.done()


await_server()
with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
    look(browser)
    links(browser)
    if not static:
        crowded(browser)
    browser.close()
print("the page is well")
