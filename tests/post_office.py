"""A mail server on loopback that takes, refuses, dawdles or vanishes as a test says."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from throughline.config.mail import MailServer

VANISH = "vanish"
#: What the server answers to a command unless it was told otherwise.
ANSWERS = {
    "EHLO": "250-post.example\r\n250 SIZE 20000000",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "RSET": "250 ok",
    "NOOP": "250 ok",
    "QUIT": "221 bye",
    "greeting": "220 post.example",
}
Answer = str | Callable[[], str]


@dataclass
class PostOffice:
    """What it was told and what it took. `answers` overrides ANSWERS: by command, by "COMMAND address", and by
    "taken address" for the answer to a whole message; VANISH ends the connection instead.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def named(self, **fields: Any) -> MailServer:
        """How the program is told of it."""
        usual = {"sender": "Supervision Office <office@city.example>", "starttls": False, "seconds": 5}
        return MailServer("127.0.0.1", self.port, **{**usual, **fields})

    def answer(self, *keys: str) -> str:
        """The first of the answers that is scripted, else the usual one."""
        scripted = next((self.answers[key] for key in keys if key in self.answers), None)
        found = ANSWERS.get(keys[-1], "500 unknown") if scripted is None else scripted
        return found() if callable(found) else found

    def message(self, to: str) -> EmailMessage:
        """The one message that was taken for `to`."""
        (content,) = [content for _sender, address, content in self.taken if address == to]
        return email.message_from_bytes(content, policy=default)

    @property
    def reached(self) -> list[str]:
        return [to for _sender, to, _content in self.taken]


class _Visit(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.office: PostOffice = self.server.office  # type: ignore[attr-defined]
        self.office.connections += 1
        self.sender = self.to = ""
        going = self.say(self.office.answer("greeting"))
        while going and (line := self.rfile.readline()):
            said = line.decode(errors="replace").strip()
            self.office.said.append(said)
            going = self.take(said)

    def say(self, answer: str) -> bool:
        if answer == VANISH:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return not answer.startswith(("221", "421"))

    def take(self, said: str) -> bool:
        verb = said.split(" ", maxsplit=1)[0].upper()
        if "<" in said:
            address = said.split("<")[1].split(">", maxsplit=1)[0]
            if verb == "MAIL":
                self.sender = address
            else:
                self.to = address
        answer = self.office.answer(f"{verb} {self.to}", verb)
        going = self.say(answer)
        if verb == "DATA" and answer.startswith("354"):
            return self.whole_message()
        return going

    def whole_message(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if not line:
            return False
        answer = self.office.answer(f"taken {self.to}", "taken") if self.scripted() else "250 taken"
        if answer.startswith("250") or answer == VANISH:
            self.office.taken.append((self.sender, self.to, b"".join(lines)))
        return self.say(answer)

    def scripted(self) -> bool:
        return bool({f"taken {self.to}", "taken"} & set(self.office.answers))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no fault of the server."""


@contextmanager
def post_office(**answers: Answer) -> Iterator[PostOffice]:
    """One at work on a free port."""
    office = PostOffice(answers=dict(answers))
    with _Server(("127.0.0.1", 0), _Visit) as server:
        server.office = office  # type: ignore[attr-defined]
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()
