"""WeasyPrint as its manual says, kept warm: the style sheet and the fonts are read once, the document comes each time.

    python -m tests.bench.plain BYTES

The HTML on standard input, then a line for each rendering; answers with its seconds.
"""

import logging
import sys
import time
import warnings

from rarportal.core.typeset import ADDRESS, STATIC, STYLES, VARIANT, assets

STYLE = STYLES[max(STYLES)]


def main(size: int) -> None:
    """With what the portal gives its own server: the same style sheet, fonts and kind of PDF."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    html = sys.stdin.buffer.read(size).decode()
    fonts = FontConfiguration()
    style = CSS(string=assets()[ADDRESS + STYLE].decode(), base_url=(STATIC / STYLE).as_uri(), font_config=fonts)
    for _ in sys.stdin.buffer:
        started = time.perf_counter()
        HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
        print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
