"""The built front end in a real browser, under the strictest Content-Security-Policy."""

import http.server
import json
import threading
from functools import partial
from importlib import resources

import pytest

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
SPEC = {
    "data": {"values": [{"area": "就业", "tasks": 12}, {"area": "住房", "tasks": 7}]},
    "transform": [{"calculate": "datum.tasks * 2", "as": "twice"}],
    "mark": {"type": "bar", "tooltip": True},
    "encoding": {
        "x": {"field": "area", "type": "nominal"},
        "y": {"field": "twice", "type": "quantitative"},
    },
    "width": 300,
}
FIGURE = """
<figure data-chart {attributes} id="{name}">
  <figcaption>按领域的任务</figcaption>
  {script}
  <div data-chart-canvas></div>
  <details data-chart-table open><summary>Table</summary>
    <table><tr><td>就业</td><td>12</td></tr></table></details>
</figure>
"""
PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>t</title>
<link rel="stylesheet" href="/throughline/fonts.css"><link rel="stylesheet" href="/throughline/app.css">
<script src="/django_htmx/htmx-2.min.js" defer></script>
<script type="module" src="/throughline/app.js" data-charts="/throughline/charts.js"></script></head>
<body data-failure-message="failed"><div id="live-messages" aria-live="polite"></div>{body}</body></html>"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files of the program and of django-htmx, and the pages of a test."""

    pages: dict[str, tuple[int, str, str]]

    def do_GET(self):
        if self.path not in self.pages:
            super().do_GET()
            return
        status, kind, content = self.pages[self.path]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content.encode())

    def translate_path(self, path):
        package = "django_htmx" if path.startswith("/django_htmx/") else "throughline.web"
        return str(resources.files(package) / "static" / path.lstrip("/"))

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_arguments):
        """Keep quiet."""


@pytest.fixture
def show(page):
    """Serves `body` in a page of the program, and opens it."""
    pages = {}
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(type("H", (Handler,), {"pages": pages}))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def open_page(body, **others):
            pages["/"] = (200, "text/html; charset=utf-8", PAGE.format(body=body))
            pages.update({f"/{name}": answer for name, answer in others.items()})
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            return page

        yield open_page
        server.shutdown()


def inline(spec):
    return f'<script type="application/json">{json.dumps(spec)}</script>'


def test_a_chart_is_drawn_with_its_data_as_a_closed_table_and_one_name(show):
    page = show(FIGURE.format(name="chart", attributes="", script=inline(SPEC)))
    page.wait_for_selector("#chart[data-chart-state=drawn]")
    assert page.locator("#chart svg path[aria-label]").count() == 0
    assert page.locator("#chart svg").get_attribute("aria-label") == "按领域的任务"
    assert page.locator("#chart svg .mark-rect path").count() == 2
    assert page.locator("#chart details").get_attribute("open") is None


def test_a_chart_is_no_wider_than_a_phone(show):
    figure = FIGURE.format(name="chart", attributes="", script=inline(SPEC | {"width": "container"}))
    page = show(figure)
    page.wait_for_selector("#chart[data-chart-state=drawn]")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_ratings_charts_and_the_strip_have_no_barriers(show, barriers):
    ratings = "".join(
        f'<span class="rating rating-{colour}">{colour}</span> '
        for colour in ("green", "blue", "yellow", "orange", "red", "grey")
    )
    strip = (
        '<ol class="throughline"><li><a href="/">Passage</a></li><li aria-current="step">Task</li>'
        '<li class="is-missing">Target</li></ol>'
    )
    figure = FIGURE.format(name="chart", attributes="", script=inline(SPEC))
    page = show(f"<main><h1>Title</h1><p class='text-secondary'>{ratings}</p>{strip}{figure}</main>")
    page.wait_for_selector("#chart[data-chart-state=drawn]")
    assert barriers(page) == []


def test_barriers_are_seen(show, barriers):
    page = show('<main><h1>Title</h1><img src="/throughline/logo.svg"><input></main>')
    assert {line.split(":")[0] for line in barriers(page)} == {"image-alt", "label"}


def test_a_chart_below_the_fold_is_fetched_when_it_comes_into_view(show):
    figure = FIGURE.format(name="chart", attributes='data-spec-url="/spec"', script="")
    page = show(
        f'<div class="vh-100"></div><div class="vh-100"></div>{figure}',
        spec=(200, "application/json", json.dumps(SPEC)),
    )
    assert page.locator("#chart").get_attribute("data-chart-state") is None
    page.locator("#chart").scroll_into_view_if_needed()
    page.wait_for_selector("#chart[data-chart-state=drawn]")


@pytest.mark.parametrize(
    "figure",
    [
        FIGURE.format(name="chart", attributes="", script=inline({"mark": "no such mark"})),
        FIGURE.format(name="chart", attributes='data-spec-url="/nothing-here"', script=""),
    ],
)
def test_a_chart_that_cannot_be_drawn_leaves_its_table(show, figure):
    page = show(figure)
    page.wait_for_selector("#chart[data-chart-state=table]")
    assert page.locator("#chart table").is_visible()
    assert page.locator("#chart svg").count() == 0


def test_chinese_is_shown_in_the_font_that_comes_along(show):
    page = show("<p id='text'>专班督查</p>")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert set(loaded) == {"Noto Sans SC"} or set(loaded) == {'"Noto Sans SC"'}
    # Not all hundred pieces, only those of these characters and the page's own.
    assert len(loaded) < 12


def test_an_icon_has_a_shape(show):
    page = show('<svg class="icon" id="i"><use href="/throughline/icons.svg#check"></use></svg>')
    page.wait_for_function("document.querySelector('#i use').getBBox().width > 5")


def test_a_menu_opens_by_keyboard(show):
    page = show(
        '<div class="dropdown"><button class="btn dropdown-toggle" data-bs-toggle="dropdown">A</button>'
        '<div class="dropdown-menu"><a class="dropdown-item" href="/x">B</a></div></div>'
    )
    page.locator("button").focus()
    page.keyboard.press("Enter")
    page.get_by_text("B", exact=True).wait_for(state="visible")


def test_a_refused_form_is_shown_with_its_errors(show):
    page = show(
        '<form hx-get="/refused" hx-target="this" hx-swap="outerHTML"><button>Send</button></form>',
        refused=(422, "text/html; charset=utf-8", "<form><input data-focus aria-invalid=true></form>"),
    )
    page.get_by_text("Send").click()
    page.wait_for_selector("input[aria-invalid]:focus")


def test_a_failure_of_the_server_is_told(show):
    page = show('<button hx-get="/broken">Send</button>', broken=(500, "text/html", "oops"))
    page.get_by_text("Send").click()
    page.locator("#live-messages").get_by_text("failed").wait_for()


def test_one_checkbox_checks_all_of_its_name(show):
    page = show(
        '<form><input type="checkbox" data-check-all="task" id="all">'
        '<input type="checkbox" name="task"><input type="checkbox" name="task">'
        '<input type="checkbox" name="other"></form>'
    )
    page.locator("#all").check()
    assert page.locator("input:checked").count() == 3


def test_a_file_that_is_too_large_is_refused_before_it_travels(show):
    page = show('<form><input type="file" data-limit="10" data-limit-message="too large"></form>')
    page.locator("input").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 11})
    assert page.locator("input").evaluate("f => f.validationMessage") == "too large"
    page.locator("input").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 10})
    assert page.locator("input").evaluate("f => f.validationMessage") == ""


def test_edits_are_guarded_until_they_are_sent(show):
    page = show('<form data-guard action="/"><input name="a"></form>')
    page.locator("input").fill("edited")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
