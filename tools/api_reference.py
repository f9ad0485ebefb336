"""docs/api.md, written from the API's own description. A test holds it equal.

python tools/api_reference.py          write it
python tools/api_reference.py check    1 when it differs from what would be written
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
PREFIX = "/api/v1"
METHODS = ("get", "post", "patch", "put", "delete")
WORDS = {
    ("string", "date"): "day",
    ("string", "date-time"): "moment",
    ("string", "base64"): "base64",
    ("string", "binary"): "file",
    ("string", ""): "text",
    ("integer", ""): "whole number",
    ("number", ""): "number",
    ("boolean", ""): "true or false",
    ("object", ""): "object",
    ("null", ""): "null",
}
INTRODUCTION = """\
# The API

{description}

The same as a machine reads it: `{prefix}/openapi.json` on every installation. This page is written from it by
`make docs`.

## Getting in

Make a token on your account's page and send it with every request. A program then reads and writes with your rights.

```sh
curl -H "Authorization: Bearer tl_…" https://throughline.example.org{prefix}/today
```

Every `GET` also takes `as_of`, a day: it then answers as things stood at the end of that day, with today's rights.

A browser that is logged in may call the API, too; to write, it sends its CSRF token in the header `X-CSRFToken`.

## When it says no

| status | what it means |
| --- | --- |
| 400 | the body is not JSON in UTF-8 |
| 401 | neither a token nor a session |
| 403 | you lack the right to this |
| 404 | there is no such thing, or you may not see it |
| 405 | the address is not for this method |
| 409 | not possible now: somebody was faster, or the state of things is another |
| 413 | more was sent than is accepted |
| 422 | a value can't be used; `field` names it |

Every one of them comes with a [Problem](#problem).
"""


def description() -> dict[str, Any]:
    """The API's description, of a program that is set up without a database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.config.settings")
    os.environ.setdefault("THROUGHLINE_SECRET_KEY", "only for writing the documentation")
    import django  # noqa: PLC0415  Django's settings are named first

    django.setup()
    from throughline.api import urls  # noqa: F401, PLC0415  it puts the routers in their places
    from throughline.api.frame import api  # noqa: PLC0415  Django is set up by now

    return api.get_openapi_schema(path_prefix=f"{PREFIX}/")


def page() -> str:
    """The page."""
    said = description()
    shapes = said["components"]["schemas"]
    parts = [INTRODUCTION.format(description=said["info"]["description"], prefix=PREFIX)]
    by_tag: dict[str, list[str]] = {}
    for address, operations in said["paths"].items():
        for method in METHODS:
            if method in operations:
                told = operations[method]
                text = "".join(_operation(address, method, told, shapes))
                by_tag.setdefault(told["tags"][0], []).append(text)
    for tag, operations in by_tag.items():
        parts += [f"\n## {tag.capitalize()}\n", *operations]
    parts.append("\n## Shapes\n")
    parts += [text for name in sorted(shapes) if (text := _shape(name, shapes))]
    return "".join(parts)


def _operation(address: str, method: str, said: dict[str, Any], shapes: dict[str, Any]) -> Iterator[str]:
    yield f"\n### {method.upper()} {address.removeprefix(PREFIX)}\n\n{said['description']}\n"
    asked = [one for one in said.get("parameters", ()) if one["in"] == "query" and one["name"] != "as_of"]
    if asked:
        yield "\n| parameter | what |\n| --- | --- |\n"
        for one in asked:
            yield f"| `{one['name']}` | {_value(one['schema'], shapes).removesuffix(' or null')} |\n"
    body = said.get("requestBody")
    if body:
        kind, content = next(iter(body["content"].items()))
        shape = content["schema"]
        yield f"\nSend {'a form' if 'form' in kind else 'JSON'}: {_sent(shape, shapes)}.\n"
    yield f"\nAnswers {_answers(said['responses'], shapes)}.\n"


def _sent(shape: dict[str, Any], shapes: dict[str, Any]) -> str:
    if "$ref" in shape:
        return _type(shape, shapes)
    needed = set(shape.get("required", ()))
    names = [
        f"`{name}` ({_type(one, shapes)}{'' if name in needed else ', may be left out'})"
        for name, one in shape["properties"].items()
    ]
    return ", ".join(names)


def _answers(responses: dict[Any, Any], shapes: dict[str, Any]) -> str:
    status = min(responses, key=int)
    content = responses[status].get("content", {})
    if "application/json" in content:
        return f"{status}: {_type(content['application/json']['schema'], shapes)}"
    return f"{status}: {'the file' if content else 'nothing'}"


def _shape(name: str, shapes: dict[str, Any]) -> str:
    """A section on a shape; nothing for lists of values, which are told where they are used, and for parameters."""
    shape = shapes[name]
    asked = name.endswith("Query") or name in ("RowPage", "Paging", "Extent", "Sought", "Description")
    if "enum" in shape or name.startswith("Paged_") or asked:
        return ""
    rows = [f"| `{key}` | {_value(one, shapes)} |\n" for key, one in shape.get("properties", {}).items()]
    return f"\n### {name}\n\n{shape['description']}\n\n| field | what |\n| --- | --- |\n{''.join(rows)}"


def _value(shape: dict[str, Any], shapes: dict[str, Any]) -> str:
    default = shape.get("default")
    usual = f"; usually `{default}`" if default not in (None, "", [], False) else ""
    return _type(shape, shapes) + usual


def _type(shape: dict[str, Any], shapes: dict[str, Any]) -> str:
    """A type in words, with a link to the shape that it is."""
    if "$ref" in shape:
        return _named(shape["$ref"].rpartition("/")[2], shapes)
    if "allOf" in shape:
        return _type(shape["allOf"][0], shapes)
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(_type(one, shapes) for one in shape["anyOf"]))
    if "enum" in shape or "const" in shape:
        return " ".join(f"`{one}`" if one else "empty" for one in shape.get("enum", [shape.get("const")]))
    if shape.get("type") == "array":
        return f"list of {_type(shape.get('items', {'type': 'object'}), shapes)}"
    if shape.get("type") == "object" and isinstance(shape.get("additionalProperties"), dict):
        return f"object of {_type(shape['additionalProperties'], shapes)}s"
    return WORDS.get((shape.get("type", ""), shape.get("format", "")), shape.get("type", "anything"))


def _named(name: str, shapes: dict[str, Any]) -> str:
    if "enum" in shapes[name]:
        return _type(shapes[name], shapes)
    if name.startswith("Paged_"):
        return f"a page of {_type(shapes[name]['properties']['rows']['items'], shapes)}"
    return f"[{name}](#{name.lower()})"


def main() -> int:
    """Write the page, or tell that it is not up to date."""
    written = page()
    if sys.argv[1:] == ["check"]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == written
        print("" if same else "docs/api.md is not up to date; run `make docs`")
        return 0 if same else 1
    PAGE.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
