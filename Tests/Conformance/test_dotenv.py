"""`.env` is read as dotenv reads it (F-46): judged by python-dotenv, and by what arrives upstream."""

from __future__ import annotations

import io
import pathlib
import random
from collections.abc import Callable

import dotenv
import httpx
import pytest

from bellhop import Bellhop
from commands import effective, run, write
from upstream import Upstream, stream

ASK = {"messages": [{"role": "user", "content": "hello"}]}

FORMS = {
    "double quotes": b'OPENAI_API_KEY="sk-t"\n', "single quotes": b"OPENAI_API_KEY='sk-t'\n", "export": b"export OPENAI_API_KEY=sk-t\n",
    "comment": b"OPENAI_API_KEY=sk-t # prod\n", "CRLF": b"# our key\r\nOPENAI_API_KEY=sk-t\r\nBELLHOP_MODEL=gpt-6-luna\r\n",
    "byte order mark": b"\xef\xbb\xbfOPENAI_API_KEY=sk-t\n", "blanks": b"  OPENAI_API_KEY =  sk-t  \n", "no line end": b"OPENAI_API_KEY=sk-t",
    "all of it": b"\xef\xbb\xbfexport OPENAI_API_KEY = 'sk-t' # prod\r\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_key_arrives_as_it_is(form: str, upstream: Callable[..., Upstream], bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path) -> None:
    """F-46"""
    write(tmp_path, ".env", FORMS[form])
    source = upstream(stream("fine"))
    server = bellhop(None, OPENAI_BASE_URL=source.url)
    assert httpx.post(f"{server.url}/api/chat", json=ASK).status_code == 200
    assert source.requests[0].header("authorization") == "Bearer sk-t"
    assert "warning" not in server.log


NAMES = ["export N=", "N=", " N = ", "N =", "export\tN= "]
VALUES = ["plain", "a b", "a#b", "a # b", "'a # b'", '"a # b"', "it's", 'a"b', "'a\\'b'", '"a\\"b"', '"a\\\\b"', "a\\b", "'a\\\\b'", "x=y", "$HOME", "${HOME}",
          "'$HOME'", "\"'\"", "'\"'", "ключ", '"\u65e5\u672c"', "{}", '{"a": 1}', "a 'b'", "-", "[1, 2]"]
ENDS = ["", "\n", "\r\n", " \n", " # c\n", "\t# c\r\n", "\n\n# N=no\n", "\nOTHER=\"two\nlines\"\n"]


def variants() -> list[str]:
    """Every value once, and a hundred combinations of all parts."""
    chosen = random.Random(46)
    return [f"N={value}\n" for value in VALUES] + [
        "".join([chosen.choice(["", "# first\n", "A=1\n", "\n", "B='x\ny'\n"]), chosen.choice(NAMES), chosen.choice(VALUES), chosen.choice(ENDS)])
        for _ in range(100)
    ]


@pytest.mark.parametrize("text", variants())
def test_values_are_those_of_python_dotenv(text: str, tmp_path: pathlib.Path) -> None:
    text = text.replace("N=", "BELLHOP_MODEL=").replace("N =", "BELLHOP_MODEL =")
    expected = dotenv.dotenv_values(stream=io.StringIO(text), interpolate=False)["BELLHOP_MODEL"]
    write(tmp_path, ".env", text)
    assert effective(tmp_path, "chat.model") == (expected, ".env: BELLHOP_MODEL")


@pytest.mark.parametrize(("text", "line"), [
    ("OPENAI_API_KEY sk-hidden\n", 1), ("# key\n\nsk-hidden\n", 3), ("A=1\nOPENAI_API_KEY='sk-hidden\nB=2\n", 2), ("A=1\r\nA: sk-hidden\r\n", 2),
])
def test_a_line_that_is_none_is_a_warning_with_its_number(text: str, line: int, tmp_path: pathlib.Path) -> None:
    write(tmp_path, ".env", text)
    result = run(tmp_path, "check")
    assert result.returncode == 0
    assert f"warning: .env: line {line}: " in result.stdout
    assert "hidden" not in result.stdout + result.stderr


def test_a_slip_in_a_name_is_a_warning(tmp_path: pathlib.Path) -> None:
    write(tmp_path, ".env", "BELLHOP_MODLE=gpt-6-luna\n")
    assert "warning: .env: BELLHOP_MODLE: no setting has this name; did you mean BELLHOP_MODEL?" in run(tmp_path, "check").stdout


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le-with-mark"])
def test_utf_16_is_named(encoding: str, tmp_path: pathlib.Path) -> None:
    text = "OPENAI_API_KEY=sk-t\r\n"
    write(tmp_path, ".env", text.encode("utf-16") if encoding == "utf-16" else b"\xff\xfe" + text.encode("utf-16-le"))
    result = run(tmp_path, "check")
    assert result.returncode == 78 and ".env" in result.stderr and "UTF-8" in result.stderr
