"""What a person at a shell gets: completions in three shells, each by the shell itself, and a manual page that mandoc has nothing against."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from bellhop import BINARY, ROOT


def run(*command: str, stdin: str = "") -> str:
    """Standard output; nothing may go wrong and nothing be said about it."""
    assert shutil.which(command[0]), f"{command[0]} is not installed"
    result = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def commands() -> set[str]:
    """Every command but `help`, which ArgumentParser adds."""
    return {one["commandName"] for one in json.loads(run(str(BINARY), "--experimental-dump-help"))["command"]["subcommands"]} - {"help"}


def script(folder: pathlib.Path, shell: str) -> str:
    path = folder / f"bellhop.{shell}"
    path.write_text(run(str(BINARY), "--generate-completion-script", shell))
    run(shell, "-n", str(path))
    return str(path)


def test_bash_completes_commands_and_flags(tmp_path: pathlib.Path, commands: set[str]) -> None:
    path = script(tmp_path, "bash")

    def offered(*words: str) -> set[str]:
        line = " ".join(words)
        ask = f'source {path}; COMP_WORDS=({" ".join(word or chr(39) * 2 for word in words)}); COMP_CWORD={len(words) - 1}; '
        ask += f'COMP_LINE="{line}"; COMP_POINT={len(line)}; _bellhop bellhop "{words[-1]}" "{words[-2]}"; printf "%s\\n" "${{COMPREPLY[@]}}"'
        return {word.strip() for word in run("bash", "--norc", "-c", f"shopt -s extglob; {ask}").split()}

    assert commands <= offered("bellhop", "")
    assert "--log-format" in offered("bellhop", "serve", "--log-f")


def test_zsh_completes_commands(tmp_path: pathlib.Path, commands: set[str]) -> None:
    """A zsh without a terminal shows no list; its completion function is asked for what it would show."""
    path = script(tmp_path, "zsh")
    text = pathlib.Path(path).read_text()
    assert text.startswith("#compdef bellhop")
    names = run("zsh", "-f", "-c", f"autoload -Uz compinit; compinit -u -d {tmp_path}/dump; fpath=({tmp_path} $fpath); source {path} 2>/dev/null; whence -w _bellhop")
    assert names.strip() == "_bellhop: function"
    assert all(re.search(rf"['\"]{name}:", text) for name in commands)


def test_fish_completes_commands_and_flags(tmp_path: pathlib.Path, commands: set[str]) -> None:
    path = script(tmp_path, "fish")

    def offered(line: str) -> set[str]:
        return {row.split("\t")[0] for row in run("fish", "--no-config", "-c", f"source {path}; complete -C '{line}'").splitlines()}

    assert commands <= offered("bellhop ")
    assert "--log-format" in offered("bellhop serve --log-f")


def test_mandoc_has_nothing_against_the_manual(tmp_path: pathlib.Path, commands: set[str]) -> None:
    page = tmp_path / "bellhop.1"
    page.write_text(run(sys.executable, str(ROOT / ".ci/manual"), str(BINARY)))
    assert run("mandoc", "-T", "lint", "-W", "style", str(page)) == ""
    shown = re.sub(".\b", "", run("mandoc", "-T", "utf8", str(page)))
    for name in commands:
        assert f"bellhop {name}" in shown
    assert "OPENAI_API_KEY" in shown and "--tls-cert" in shown and "78" in shown


def test_a_shell_that_is_none_is_refused() -> None:
    result = subprocess.run([str(BINARY), "--generate-completion-script", "csh"], capture_output=True, text=True, timeout=30)
    assert result.returncode == 64 and "csh" in result.stderr
