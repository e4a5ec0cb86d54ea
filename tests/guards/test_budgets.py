"""Files stay short, functions short, arguments few, excepts narrow, imports on top."""

import ast

import pytest

from tests.guards.houses import ROOT, sources

OURS = [str(path.relative_to(ROOT)) for path in sources("app", "labels")]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", OURS)
def test_a_file_has_at_most_300_lines(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("name", OURS)
def test_functions_keep_to_40_lines_and_6_arguments(name: str) -> None:
    wrong = []
    for node in ast.walk(tree(name)):
        if isinstance(node, FUNCTIONS):
            length = (node.end_lineno or 0) - node.lineno + 1
            arguments = [a.arg for a in (*node.args.args, *node.args.kwonlyargs) if a.arg != "self"]
            if length > 40 or len(arguments) > 6:
                wrong.append((node.name, length, len(arguments)))
    assert wrong == []


@pytest.mark.parametrize("name", OURS)
def test_imports_stand_on_top_and_excepts_are_narrow(name: str) -> None:
    wrong = []
    for node in ast.walk(tree(name)):
        if isinstance(node, FUNCTIONS):
            inner = (n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom))
            wrong += [(node.name, "import", each.lineno) for each in inner]
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id == "Exception"
            )
            # BaseException is allowed only to clean up and raise again
            reraises = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            base = isinstance(node.type, ast.Name) and node.type.id == "BaseException" and not reraises
            wrong += [("except", "broad", node.lineno)] if broad or base else []
    assert wrong == []


@pytest.mark.parametrize("name", OURS)
def test_every_module_and_public_function_says_what_it_is(name: str) -> None:
    module = tree(name)
    silent = [] if not module.body or ast.get_docstring(module) else ["module"]
    for node in module.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
            is_row = isinstance(node, ast.ClassDef) and node.name.endswith("Row")
            silent += [] if ast.get_docstring(node) or is_row else [node.name]
    assert silent == []
