"""What the manual names exists, and what exists the manual names, in both languages."""

import re
import tomllib

import pytest
from typer.main import get_command

from app.cli.commands import app
from app.domain.actors import Role
from app.domain.errors import Refusal
from app.settings import Settings
from app.web.errors import STATUS
from tests.guards.houses import ROOT

LANGUAGES = ["en", "zh"]


def headings(language: str, page: str) -> set[str]:
    text = (ROOT / "app/web/help" / language / f"{page}.md").read_text(encoding="utf-8")
    return set(re.findall(r"^### `([^`]+)`", text, re.MULTILINE))


def commands() -> set[str]:
    found = set()
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found |= {f"coldtrace {name} {each}" for each in inner} if inner else {f"coldtrace {name}"}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_is_explained(language: str) -> None:
    assert headings(language, "refusals") == {refusal.code for refusal in Refusal.__subclasses__()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained(language: str) -> None:
    assert headings(language, "settings") == {name for name, _, _ in Settings().described()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_is_explained(language: str) -> None:
    assert headings(language, "roles") == set(Role)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_explained(language: str) -> None:
    assert headings(language, "commands") == commands()


def test_every_refusal_has_a_status() -> None:
    assert set(STATUS) == set(Refusal.__subclasses__())


def test_the_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(
        re.findall(r"coldtrace ((?:policy|user|keys|certificate|incident) [a-z]+|[a-z]+)", text)
    )
    known = {name.removeprefix("coldtrace ") for name in commands()}
    assert named - known == set()


def test_the_lock_files_know_every_dependency_and_no_host() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for file, wanted in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-test.lock", project["dependencies"] + project["optional-dependencies"]["test"]),
    ):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert "://" not in text
        for each in wanted:
            name = re.split(r"[\[>=<]", each)[0]
            assert re.search(rf"^{re.escape(name)}==", text, re.MULTILINE | re.IGNORECASE), name


def test_the_top_level_is_what_the_customer_fixed() -> None:
    allowed = {"app", "migrations", "labels", "tests", "alembic.ini", "pyproject.toml", "Dockerfile"}
    allowed |= {"README.md", "LICENSE", "requirements.lock", "requirements-test.lock"}
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    built = {"build", "dist", "coldtrace.egg-info"}
    assert there - built - allowed == set()
