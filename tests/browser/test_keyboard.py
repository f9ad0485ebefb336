"""By keyboard alone: the link past the menu, menus that open and close, focus in sight; and a register on paper."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import log_in

#: An element with the focus that shows none: neither an outline nor a shadow.
UNSEEN = """() => { const one = document.activeElement, style = getComputedStyle(one);
    return style.outlineStyle === 'none' && style.boxShadow === 'none' ? one.outerHTML.slice(0, 120) : '' }"""
FOCUSED = "() => document.activeElement?.textContent.trim() ?? ''"


def tab_to(page: Page, text: str, *, at_most: int = 40) -> None:
    """Tab until what is called `text` has the focus; every stop on the way shows that it has."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) == ""
        if page.evaluate(FOCUSED) == text:
            return
    raise AssertionError(f"no {text!r} in {at_most} steps")


def test_the_link_past_the_menu_and_then_what_the_page_is_for(page, city):
    log_in(page, city, "supervision")
    page.goto(f"{city.url}/registers/tasks/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    tab_to(page, "New task")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("New task")


def test_a_menu_opens_goes_through_and_closes_by_escape(page, city):
    log_in(page, city, "supervision")
    page.goto(f"{city.url}/registers/tasks/")
    tab_to(page, "Take away")
    menu = page.locator(".dropdown-menu", has_text="Workbook (.xlsx)")
    expect(menu).to_be_hidden()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link").first).to_be_focused()
    assert page.evaluate(UNSEEN) == ""
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Take away")).to_be_focused()


def test_the_years_end_is_decided_by_single_keys(page, city):
    log_in(page, city, "supervision")
    page.goto(f"{city.url}/registers/year/year-end/")
    why, row = page.locator("[data-why] textarea"), page.locator("tr.table-active")
    page.keyboard.press("?")
    expect(page.get_by_text("carry over", exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    # The first key only leads to a row: nothing is decided of what nobody looks at.
    page.keyboard.press("c")
    expect(row).to_contain_text("Dredge the harbour")
    page.keyboard.press("j")
    expect(row).to_contain_text("Plant the dunes")
    page.keyboard.press("x")
    expect(why).to_be_focused()
    page.keyboard.type("No cement: d, x and c are letters here.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 outcome recorded.")).to_be_visible()
    # On it goes with the next that is undecided; done without anything that shows it is asked back.
    expect(row).to_contain_text("Dredge the harbour")
    page.keyboard.press("d")
    expect(why).to_be_focused()
    expect(why).to_have_attribute("aria-invalid", "true")
    expect(page.locator("input[name=entry]:checked")).to_have_count(1)
    page.keyboard.type("The harbour master measured it.")
    page.keyboard.press("Control+Enter")
    expect(row).to_contain_text("Mend the pier")
    page.keyboard.press("c")
    page.keyboard.type("Goes on in spring.")
    page.keyboard.press("Control+Enter")
    for name in ("Done", "Not done", "Carried over"):
        expect(page.get_by_role("link", name=f"{name} 1", exact=True)).to_be_visible()
    page.get_by_title("Keys").click()
    page.get_by_label("Keys on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(row).to_have_count(0)


def test_the_main_menu_on_a_phone_opens_and_closes(page, city):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, city, "supervision")
    toggler = page.locator(".navbar-toggler")
    toggler.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Registers", exact=True)).to_be_visible()
    expect(toggler).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#menu")).not_to_contain_class("collapsing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Registers", exact=True)).to_be_hidden()


def test_a_register_on_paper_is_the_citys_table(page, city):
    log_in(page, city, "supervision")
    page.goto(f"{city.url}/registers/tasks/?print=1")
    page.emulate_media(media="print")
    expect(page.locator(".table-register")).to_be_visible()
    expect(page.locator(".table-register")).to_contain_text("Build the sea wall")
    for hidden in (".navbar", ".page-header-actions", "footer", "#filter"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.locator("thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert page.locator("tbody td").first.evaluate("cell => getComputedStyle(cell).borderTopStyle") == "solid"
    assert page.pdf(format="A4", landscape=True).startswith(b"%PDF")


def test_quotation_marks_are_as_wide_as_the_language_has_them(page, city):
    width = """async text => { const one = document.createElement('span'); one.textContent = text;
        document.querySelector('h1').append(one); one.getBoundingClientRect(); await document.fonts.ready;
        return one.getBoundingClientRect().width }"""
    log_in(page, city, "supervision")
    assert page.evaluate(width, "“") < page.evaluate(width, "n")
    page.get_by_role("button", name="supervision").click()
    with page.expect_navigation():
        page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.evaluate(width, "“") == page.evaluate(width, "中")
