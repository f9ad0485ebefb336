"""A language model is asked as well, over a local stand-in: what is believed of it, and what it can never do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.documents import txt
from throughline.reading import second_opinion
from throughline.reading.chat_endpoint import LARGEST, BadEndpoint, backend, from_environment
from throughline.reading.command import main
from throughline.reading.model import Finding, as_json
from throughline.reading.read import read
from throughline.reading.second_opinion import Backend, SecondOpinionFailed, ask

TEXT = (
    "Plan of the Harbour Board for 2027\n\n"
    "The Harbour Board will open two slipways by June 2027.\n\n"
    "Slipways: new paint, Coast Office, in May 2027\n\n"
    "Last year the harbour took in 40 ships.\n"
)
OPEN, PAINT, LAST = (TEXT.split("\n\n")[n] for n in (1, 2, 3))
DAY = date(2027, 1, 5)


class StandIn:
    """An endpoint on the loopback: `answer` gets the question's sentences and gives what is sent back."""

    def __init__(self, answer: Callable[[list[dict[str, Any]]], Any]) -> None:
        self.answer, self.seen, self.raw, self.status = answer, [], b"", 200
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stand_in.seen.append((self.path, dict(self.headers), sent))
                asked = json.loads(sent["messages"][1]["content"])["sentences"]
                content = stand_in.answer(asked)
                plain = {
                    "choices": [
                        {"message": {"content": content if isinstance(content, str) else json.dumps(content)}}
                    ]
                }
                body = stand_in.raw or json.dumps(plain).encode()
                self.send_response(stand_in.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, *_arguments: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@contextmanager
def standing_in(answer: Callable[[list[dict[str, Any]]], Any]) -> Iterator[StandIn]:
    made = StandIn(answer)
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()


def says(**by_beginning: dict[str, Any]) -> Callable[[list[dict[str, Any]]], Any]:
    """An answer about the sentences that begin with the given words; nothing about the others."""
    about = {beginning.replace("_", " "): entry for beginning, entry in by_beginning.items()}

    def answer(asked: list[dict[str, Any]]) -> Any:
        known = [
            {"id": one["id"], **entry}
            for one in asked
            for beginning, entry in about.items()
            if one["text"].startswith(beginning)
        ]
        return {"sentences": known}

    return answer


def found(answer: Callable[[list[dict[str, Any]]], Any], text: str = TEXT) -> dict[str, Finding]:
    def complete(_instructions: str, question: str) -> str:
        said = answer(json.loads(question)["sentences"])
        return said if isinstance(said, str) else json.dumps(said)

    reading = read(txt(text), dated=DAY, second=Backend("stand-in", complete))
    return {one.clean: one for one in reading.findings}


def alone() -> dict[str, Finding]:
    return {one.clean: one for one in read(txt(TEXT), dated=DAY).findings}


# ---- what is believed ----


def test_it_makes_surer_what_it_agrees_with_and_less_sure_what_it_does_not() -> None:
    before = alone()[OPEN]
    agreed = found(says(The_Harbour={"label": "commitment", "certainty": 1.0}))[OPEN]
    denied = found(says(The_Harbour={"label": "fact", "certainty": 1.0}))[OPEN]
    assert before.confidence < agreed.confidence <= 1
    assert 0 < denied.confidence < before.confidence
    assert (agreed.label, denied.label) == ("commitment", "commitment")
    assert "a language model agrees" in agreed.reasons
    assert "a language model disagrees" in denied.reasons


def test_it_proposes_what_the_rules_do_not_see_with_words_of_the_sentence() -> None:
    assert PAINT not in alone()
    said = {
        "label": "commitment",
        "certainty": 0.9,
        "lead": ["Coast Office"],
        "due": "in May 2027",
    }
    made = found(says(Slipways=said))[PAINT]
    assert (made.label, made.deadline) == ("commitment", date(2027, 5, 31))
    assert [span.text for span in made.lead] == ["Coast Office"]
    assert TEXT[made.lead[0].start : made.lead[0].end] == "Coast Office"
    assert made.confidence < 0.5
    assert "a language model reads a commitment" in made.reasons


def test_words_that_the_sentence_does_not_write_are_dropped() -> None:
    said = {
        "label": "commitment",
        "certainty": 0.9,
        "lead": ["Ministry of Inventions", "coast office", "", 7, "Coast Office " * 40],
        "supporting": "Coast Office",
        "due": "by April 2027",
    }
    made = found(says(Slipways=said))[PAINT]
    assert (made.lead, made.supporting) == ([], [])
    assert made.deadline is None or "time quoted by a language model" not in made.reasons


def test_what_the_rules_found_is_not_replaced() -> None:
    said = {"label": "commitment", "certainty": 1, "lead": ["two slipways"], "due": "2027"}
    made, before = found(says(The_Harbour=said))[OPEN], alone()[OPEN]
    assert (made.lead, made.deadline, made.targets) == (before.lead, before.deadline, before.targets)


@pytest.mark.parametrize(
    "entry",
    [
        {"label": "promise", "certainty": 1},
        {"label": "commitment"},
        {"label": "commitment", "certainty": True},
        {"label": "commitment", "certainty": 1.5},
        {"label": "commitment", "certainty": float("nan")},
        {"label": "commitment", "certainty": "1"},
        {"label": "commitment", "certainty": 0.6},
        {"label": "commitment", "certainty": 1, "id": 99},
        {"label": "commitment", "certainty": 1, "id": "2"},
        {"label": "commitment", "certainty": 1, "id": True},
    ],
)
def test_an_entry_that_makes_no_sense_says_nothing(entry: dict[str, Any]) -> None:
    assert PAINT not in found(says(Slipways=entry))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 5)
    | st.floats(0, 1)
    | st.sampled_from([*second_opinion.LABELS, "Coast Office", OPEN, PAINT])
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "label", "certainty", "lead", "supporting", "due"]), inner, max_size=6
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.builds(lambda one: {"sentences": one}, VALUES), st.text(max_size=30).map(str)))
def test_whatever_it_answers_the_reading_quotes_the_text(answer: Any) -> None:
    made = found(lambda _asked: answer)
    assert set(alone()) <= set(made)
    for one in made.values():
        assert TEXT[one.start : one.end] == one.text
        assert 0 <= one.confidence <= 1
        for span in one.lead + one.joint + one.supporting:
            assert TEXT[span.start : span.end] == span.text


# ---- over the wire ----


def test_it_is_asked_over_the_chat_protocol_with_the_key_and_told_of() -> None:
    with standing_in(says(The_Harbour={"label": "commitment", "certainty": 1})) as stand_in:
        model = backend(stand_in.url + "/", "small-model", key="s3cret")
        reading = read(txt(TEXT), dated=DAY, second=model)
    (path, headers, sent), *more = stand_in.seen
    assert (path, headers["Authorization"], more) == ("/v1/chat/completions", "Bearer s3cret", [])
    assert (sent["model"], sent["temperature"], sent["messages"][0]["role"]) == ("small-model", 0, "system")
    asked = [one["text"] for one in json.loads(sent["messages"][1]["content"])["sentences"]]
    assert OPEN in asked
    note = next(one for one in reading.message if one.code == "second_opinion")
    assert note.params == {"model": "small-model", "count": len(asked)}
    assert "s3cret" not in json.dumps(as_json(reading, explain=True))


def _nested(_asked: Any) -> str:
    return "[" * 100_000


def _slow(_asked: Any) -> str:
    time.sleep(0.6)
    return "{}"


@pytest.mark.parametrize(
    ("answer", "raw", "status"),
    [
        (lambda _asked: "I think so.", b"", 200),
        (lambda _asked: {"answer": []}, b"", 200),
        (lambda _asked: {"sentences": "none"}, b"", 200),
        (_nested, b"", 200),
        (_slow, b"", 200),
        (lambda _asked: {}, b"{}", 200),
        (lambda _asked: {}, b"[" * 50_000, 200),
        (lambda _asked: {}, b" " * (LARGEST + 2), 200),
        (lambda _asked: {"sentences": []}, b"", 500),
        (lambda _asked: {"sentences": []}, b"", 401),
        (lambda _asked: {"sentences": []}, b"", 302),
        (lambda _asked: {"sentences": []}, b"", 307),
    ],
    ids="prose|keys|shape|nested|slow|empty|raw nested|large|500|401|302|307".split("|"),
)
def test_an_endpoint_that_fails_changes_nothing_and_that_is_told(
    answer: Any, raw: bytes, status: int
) -> None:
    with standing_in(answer) as stand_in:
        stand_in.raw, stand_in.status = raw, status
        reading = read(txt(TEXT), dated=DAY, second=backend(stand_in.url, "m", seconds=0.3))
    assert [one.clean for one in reading.findings] == list(alone())
    assert [one.code for one in reading.message if one.code.startswith("second")] == ["second_opinion_failed"]
    assert len(stand_in.seen) == 1


def test_nobody_there_changes_nothing() -> None:
    with standing_in(lambda _asked: {}) as stand_in:
        url = stand_in.url
    reading = read(txt(TEXT), dated=DAY, second=backend(url, "m", seconds=0.5))
    assert [one.clean for one in reading.findings] == list(alone())


def test_a_long_text_is_asked_about_in_parts_and_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "MOST_SENTENCES", 60)
    sizes: list[int] = []

    def complete(_instructions: str, question: str) -> str:
        sizes.append(len(json.loads(question)["sentences"]))
        if len(sizes) == 3:
            raise SecondOpinionFailed
        return json.dumps({"sentences": []})

    asked = ask(Backend("m", complete), [f"Sentence {n} will do." for n in range(100)])
    assert (sizes, asked.count, asked.failed) == ([25, 25, 10], 50, True)


# ---- off unless somebody names it ----


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a/v1",
        "127.0.0.1:80",
        "http://",
        "http://user:key@host/v1",
        "http://host/v1?key=1",
        "file:///etc",
    ],
)
def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(BadEndpoint):
        from_environment({"THROUGHLINE_MODEL_URL": url, "THROUGHLINE_MODEL_NAME": "m"})


def test_an_endpoint_needs_the_name_of_a_model() -> None:
    with pytest.raises(BadEndpoint):
        from_environment({"THROUGHLINE_MODEL_URL": "http://127.0.0.1/v1"})


def test_without_an_address_there_is_none() -> None:
    assert from_environment({"THROUGHLINE_MODEL_NAME": "m", "THROUGHLINE_MODEL_KEY": "k"}) is None


def test_the_command_asks_only_when_told_to(tmp_path, monkeypatch, capsys) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(TEXT)
    with standing_in(says(Slipways={"label": "commitment", "certainty": 0.9})) as stand_in:
        monkeypatch.setenv("THROUGHLINE_MODEL_URL", stand_in.url)
        monkeypatch.setenv("THROUGHLINE_MODEL_NAME", "small-model")
        assert main([str(file), "--dated", "2027-01-05"]) == 0
        assert stand_in.seen == []
        assert main([str(file), "--dated", "2027-01-05", "--second-opinion"]) == 0
    shown = capsys.readouterr()
    assert "new paint" in shown.out
    assert "small-model was asked about" in shown.err
    monkeypatch.delenv("THROUGHLINE_MODEL_URL")
    with pytest.raises(SystemExit):
        main([str(file), "--second-opinion"])
    assert "THROUGHLINE_MODEL_URL" in capsys.readouterr().err
