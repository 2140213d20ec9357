"""One tab of a real Chromium, that remembers whatever its pages complain of."""

import time
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Response

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 320, "height": 640}
# What must not happen ends on the console, and so survives the page that it happened on
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
Object.defineProperty(window, "__pwned", { set() { console.error("A payload has run"); } });
"""
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RUN_AXE = """() => axe.run({
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
}).then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
  nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 200)}`)))"""
# With the innermost elements that stand out
OVERFLOWS = """() => {
  const style = (one) => getComputedStyle(one).overflowX;
  const held = (one) => one !== document.body && (style(one) !== "visible" || held(one.parentElement));
  const wide = (one) => {
    const box = one.getBoundingClientRect();
    const end = style(one) === "visible" ? Math.max(box.right, box.left + one.scrollWidth) : box.right;
    return !held(one.parentElement) && end > innerWidth + 1;
  };
  return document.documentElement.scrollWidth <= innerWidth ? [] : [
    `scrolls sideways: ${document.documentElement.scrollWidth} in ${innerWidth}: `
    + [...document.querySelectorAll("body *")].filter((one) => wide(one) && ![...one.children].some(wide))
      .slice(0, 3).map((one) => one.outerHTML.slice(0, 200)),
  ];
}"""


class Window:
    """One person's tab. `troubles` has what the page complained of; `asked` has the questions it put on leaving."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.asked: list[str] = []
        self.expected: set[int] = set()  # statuses that the browser may mention on the console
        self.status = 0
        self.headers: dict[str, str] = {}
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        mentioned = message.text.startswith("Failed to load resource")
        if not (mentioned and any(f"status of {status} " in message.text for status in self.expected)):
            self.troubles.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _asked(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            self.asked.append(dialog.message)
        else:
            self.troubles.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.status, self.headers = response.status, response.headers

    def go(self, path: str, *, status: int = 200) -> Page:
        """Open an address of the portal, which answers with the status."""
        self.expected.add(status)
        self.page.goto(self.base + path)
        assert self.status == status, f"{path}: {self.status}"
        return self.page

    def find_faults(self) -> list[str]:
        """What axe finds at the width as it is, and whether the page is wider than the window."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        return self.page.evaluate(RUN_AXE) + self.page.evaluate(OVERFLOWS)


def settle(page: Page, seconds: float = 15) -> None:
    """Wait until the page says that htmx has answered (`window.settled`); asked from here, since a strict CSP allows
    no string to be evaluated, and with an end, since a promise has none."""
    end = time.monotonic() + seconds
    while not page.evaluate("() => window.settled"):
        assert time.monotonic() < end, "htmx never answered"
        page.wait_for_timeout(30)


def paste(page: Page, selector: str, html: str, plain: str = "") -> None:
    """Paste into an editor what the clipboard holds as HTML and as plain text."""
    page.focus(selector)
    page.evaluate(
        """([selector, html, plain]) => {
          const data = new DataTransfer();
          if (html) data.setData("text/html", html);
          data.setData("text/plain", plain);
          const event = { clipboardData: data, bubbles: true, cancelable: true };
          document.querySelector(selector).dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        [selector, html, plain],
    )
