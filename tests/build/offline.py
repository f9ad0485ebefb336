"""Run where no network is: installs the bundle in the folder given, starts the server, looks at its first page.

python offline.py FOLDER      FOLDER holds the unpacked bundle as `bundle`; prints what was seen as JSON
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ELSEWHERE = ("192.0.2.1", 80)


def main(folder: Path) -> dict[str, object]:
    seen: dict[str, object] = {"reaches others": reaches_others()}
    prefix, data = folder / "opt", folder / "data"
    install = ["sh", str(folder / "bundle" / "install.sh"), "--prefix", str(prefix), "--data", str(data)]
    seen["installed"] = run([*install, "--python", sys.executable], {"LANG": "C"})
    seen["again"] = run([*install, "--python", sys.executable], {"LANG": "zh_CN.UTF-8"})
    throughline = str(prefix / "bin" / "throughline")
    settings = {"THROUGHLINE_DATA_DIR": str(data)}
    run([throughline, "migrate"], settings)
    seen["account"] = run([throughline, "createadmin", "anna", "Anna Li"], settings)
    return seen | served(throughline, settings)


def reaches_others() -> bool:
    try:
        socket.create_connection(ELSEWHERE, timeout=2).close()
    except OSError:
        return False
    return True


def run(command: list[str], more: dict[str, str]) -> str:
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def served(throughline: str, settings: dict[str, str]) -> dict[str, object]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [throughline, "serve", "--port", str(port)], env=os.environ | settings, start_new_session=True
    )
    try:
        health = patiently(f"http://127.0.0.1:{port}/healthz")
        page = fetch(f"http://127.0.0.1:{port}/login/")
        style = re.search(r'<link[^>]*href="(/static/[^"]+\.css)"', page)
        return {
            "health": json.loads(health),
            "page": page,
            "style": len(fetch(f"http://127.0.0.1:{port}{style[1]}")) if style else 0,
        }
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def patiently(address: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            return fetch(address)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))) + "\n")
