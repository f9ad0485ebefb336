"""The page about the API is what would be written now."""

from tools import api_reference


def test_the_page_is_up_to_date(project):
    assert (project / "docs" / "api.md").read_text(encoding="utf-8") == api_reference.page(), (
        "run `make docs`"
    )


def test_every_operation_stands_on_it():
    written = api_reference.page()
    for address, operations in api_reference.description()["paths"].items():
        for method in operations:
            assert f"\n### {method.upper()} {address.removeprefix('/api/v1')}\n" in written
