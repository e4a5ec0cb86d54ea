"""The arrows of the house."""

import sys

import pytest

from tests.guards.houses import imports, inside, name_of, sources

MAY_IMPORT = {
    "labels": {"labels"},
    "app.domain": {"app.domain"},
    "app.store": {"app.store", "app.domain", "migrations"},
    "app.gateways": {"app.gateways", "app.domain"},
    "app.exchange": {"app.exchange", "app.domain"},
    "app.usecases": {
        "app.usecases",
        "app.store",
        "app.gateways",
        "app.exchange",
        "app.domain",
        "labels",
    },
    "app.web": {"app.web", "app.usecases", "app.domain"},
}
#: These join the parts and may see everything.
JOINERS = {"app.main", "app.wiring", "app.worker", "app.cli", "app.demo", "app.secret", "app.settings"}
SQL = {"sqlalchemy", "sqlmodel", "sqlite3", "psycopg"}
HTTP = {"fastapi", "starlette", "httpx", "httpcore", "uvicorn", "socket"}


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_arrows_point_inwards(layer: str) -> None:
    wrong = [
        f"{path.name}: {name}"
        for path in sources(layer.replace(".", "/"))
        for name in imports(path)
        if inside(name, {"app", "labels", "migrations", "tests"})
        and not inside(name, MAY_IMPORT[layer])
    ]
    assert wrong == []


def test_every_module_has_a_layer() -> None:
    homeless = [
        name_of(path)
        for path in sources("app")
        if name_of(path) != "app" and not inside(name_of(path), set(MAY_IMPORT) | JOINERS)
    ]
    assert homeless == []


def test_the_domain_uses_the_standard_library_alone() -> None:
    foreign = {
        name.split(".")[0]
        for path in sources("app/domain")
        for name in imports(path)
        if not inside(name, {"app.domain"})
    }
    assert foreign - sys.stdlib_module_names == set()


@pytest.mark.parametrize(
    ("folder", "banned"),
    [
        ("app/web", SQL),
        ("app/exchange", SQL | HTTP),
        ("app/store", HTTP),
        ("app/usecases", HTTP),
        ("labels", SQL | HTTP),
    ],
)
def test_no_layer_reaches_for_what_is_not_its_own(folder: str, banned: set[str]) -> None:
    wrong = [f"{p.name}: {n}" for p in sources(folder) for n in imports(p) if inside(n, banned)]
    assert wrong == []


def test_use_cases_write_no_sql() -> None:
    """They may name the type of a connection that they pass on, and nothing else."""
    used = {n for p in sources("app/usecases") for n in imports(p) if inside(n, SQL)}
    assert used == {"sqlalchemy.Connection"}


def test_modules_do_not_import_each_other_in_circles() -> None:
    names = {name_of(path) for path in sources("app", "labels")}
    arrows = {
        name_of(path): {
            target
            for name in imports(path)
            if (target := name if name in names else name.rpartition(".")[0]) in names
        }
        for path in sources("app", "labels")
    }
    left = dict(arrows)
    while free := [name for name, targets in left.items() if not targets & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}
