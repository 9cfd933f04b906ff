"""Places where text could become program: none in the code, but for the few that are named here with what makes them safe."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import CODE, Source, each_import, everything, python

# Calls that run text, or build objects that whoever wrote the text chose.
RUNS_TEXT = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open",
    "yaml.load", "yaml.unsafe_load", "jsonpickle.decode", "dill.loads", "code.interact", "runpy.run_path",
}  # fmt: skip
INSECURE_MODULES = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "telnetlib", "ftplib", "commands", "pty"}
XML = {"xml", "lxml", "defusedxml", "xmltodict", "bs4", "html5lib"}
# Starts programs: with a list of arguments of our own, never through a shell.
STARTS_PROGRAMS = {
    "src/toubao/config/launcher/cluster.py",
    "src/toubao/config/launcher/server.py",
    "src/toubao/doors/cli/components/advisories.py",
    "src/toubao/doors/cli/up/child.py",
    "src/toubao/doors/cli/up/whole.py",
}
# Imports by a name that is put together: of folders of our own, each file of which is there.
IMPORTS_BY_NAME = {
    "src/toubao/doors/cli/__init__.py",
    "src/toubao/rules/articles/__init__.py",
    "src/toubao/rules/drawing.py",
    "src/toubao/rules/kit.py",
}
# Statements that are put together, of names of our own tables, roles and columns, or handed on as they are; values always travel apart.
BUILT_STATEMENTS = {
    "src/toubao/business/correspondence/actions.py",
    "src/toubao/business/figures/entries.py",
    "src/toubao/business/figures/queries.py",
    "src/toubao/business/governance/queries/attempts.py",
    "src/toubao/business/governance/queries/figures.py",
    "src/toubao/business/prepared.py",
    "src/toubao/business/whose/policies.py",
    "src/toubao/config/launcher/roles.py",
    "src/toubao/sandbox/store.py",
}
# Templates that show HTML as it is: each is a text of ours, rendered by products/markup.py, which escapes.
UNESCAPED = {
    "storefront/people/register/notice.html",
    "storefront/people/members/policy.html",
    "storefront/people/members/consents/kept.html",
    "storefront/people/members/consents/give.html",
    "storefront/people/about/privacy.html",
    "console/people/visits/notice.html",
}
TEMPLATES = CODE / "doors" / "look" / "templates"
SCRIPTS = [s for s in everything() if s.path.suffix == ".js" and s.path.is_relative_to(CODE / "doors") and "vendor" not in s.path.parts]
BAD_IN_SCRIPTS = re.compile(
    r"\beval\b|new Function|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|srcdoc|\blocalStorage\b|\bsessionStorage\b"
    r"|\bindexedDB\b|document\.cookie|\bwindow\.[a-z]\w* ?= |\bdocument\.[a-z]\w* ?= |__proto__|javascript:"
    r"|set(?:Timeout|Interval)\(\s*[\"'`]"
)
OURS = python(CODE)


def calls(sources: tuple[Source, ...]) -> Iterator[tuple[Source, ast.Call, str]]:
    """Every call with its words."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                yield source, node, ast.unparse(node.func)


def running(tree: ast.AST) -> list[str]:
    """The calls of a tree that run text."""
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in RUNS_TEXT]


def statement(call: ast.Call) -> bool:
    """Whether a call hands a statement to the database that is a text of its own, or a constant's name."""
    first = call.args[0] if call.args else None
    constant = isinstance(first, ast.Constant) or (isinstance(first, ast.Name) and first.id.isupper())
    joined = isinstance(first, ast.BinOp) and all(isinstance(each, ast.Name) and each.id.isupper() for each in (first.left, first.right))
    return constant or joined


def test_no_text_is_run_as_a_program() -> None:
    assert [f"{source.name}: {words}" for source in OURS for words in running(source.tree)] == []
    assert each_import(OURS, lambda name: name.split(".")[0] in INSECURE_MODULES) == []


def test_names_are_imported_only_of_our_own_folders() -> None:
    found = {source.name for source, call, words in calls(OURS) if words.endswith("import_module")}
    assert found == IMPORTS_BY_NAME


def test_programs_are_started_without_a_shell_and_in_few_places() -> None:
    started = [
        (source, call) for source, call, words in calls(OURS) if words.startswith(("subprocess.", "os.spawn", "os.exec", "os.posix_spawn"))
    ]
    assert {source.name for source, _ in started} == STARTS_PROGRAMS
    assert [source.name for source, call in started if any(each.arg == "shell" for each in call.keywords)] == []


def test_statements_are_constants_and_values_travel_apart() -> None:
    asked = [(source, call) for source, call, words in calls(OURS) if re.search(r"\.execute(many)?$", words)]
    assert {source.name for source, call in asked if not statement(call)} == BUILT_STATEMENTS
    assert [source.name for source, _, words in calls(OURS) if re.search(r"\.(raw|extra)$|RawSQL$", words)] == []


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("cursor.execute('SELECT 1')", True),
        ("cursor.execute(_COUNT, [name])", True),
        ("cursor.execute(_KEEP + _ONCE, [name])", True),
        ("cursor.execute(f'SELECT {name}')", False),
        ("cursor.execute('SELECT %s' % name)", False),
        ("cursor.execute('SELECT {}'.format(name))", False),
        ("cursor.execute(_KEEP + name)", False),
        ("cursor.execute(name)", False),
    ],
)
def test_control_a_statement_that_is_put_together_is_noticed(text: str, safe: bool) -> None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert statement(call) is safe


@pytest.mark.parametrize("text", ["eval(typed)", "os.system('ls')", "pickle.loads(sent)", "yaml.load(sent)"])
def test_control_text_that_is_run_is_noticed(text: str) -> None:
    assert running(ast.parse(text)) != []


def test_nothing_reads_xml() -> None:
    assert each_import(OURS, lambda name: name.split(".")[0] in XML) == []


def test_no_file_is_taken_from_a_request() -> None:
    reads = [source.name for source in OURS for node in ast.walk(source.tree) if isinstance(node, ast.Attribute) and node.attr == "FILES"]
    fields = [source.name for source, _, words in calls(OURS) if re.search(r"(File|Image|FilePath)Field$", words)]
    pages = [s for s in everything() if s.path.is_relative_to(TEMPLATES) and not s.path.is_relative_to(TEMPLATES / "look")]
    forms = [s.name for s in pages if re.search(r"type=.file.|multipart/form-data|file_field\(", s.text)]
    assert (reads, fields, forms) == ([], [], [])


def test_pages_escape_but_where_a_text_of_ours_is_shown() -> None:
    pages = [s for s in everything() if s.path.is_relative_to(TEMPLATES) and s.path.suffix == ".html"]
    assert {s.path.relative_to(TEMPLATES).as_posix() for s in pages if re.search(r"\|\s*safe\b", s.text)} == UNESCAPED
    assert [s.name for s in pages if "autoescape" in s.text] == []
    environments = [(source.name, call) for source, call, words in calls(OURS) if words in ("Environment", "jinja2.Environment")]
    environments = [(name, call) for name, call in environments if "jinja" in name or "/look/" in name]
    assert environments
    assert [name for name, call in environments if not re.search(r"autoescape['\"]?[:=] ?True", ast.unparse(call))] == []
    assert [s.name for s, _, words in calls(OURS) if words.split(".")[-1] in ("mark_safe", "from_string", "SafeString")] == []


def test_scripts_build_no_markup_keep_nothing_and_share_no_names() -> None:
    assert SCRIPTS
    assert [f"{s.name}: {found}" for s in SCRIPTS for found in BAD_IN_SCRIPTS.findall(s.text)] == []
    bare = [s.name for s in SCRIPTS if not re.search(r'^\(\(\) => \{\n  "use strict";', s.text, re.MULTILINE)]
    assert bare == []


@pytest.mark.parametrize(
    "text", ["box.innerHTML = words", "eval(words)", "localStorage.setItem(a, b)", "window.state = 1", "setTimeout('x()', 1)"]
)
def test_control_a_script_that_builds_markup_is_noticed(text: str) -> None:
    assert BAD_IN_SCRIPTS.search(text)


def test_a_window_that_speaks_to_a_page_of_ours_is_asked_who_it_is() -> None:
    listening = [s for s in SCRIPTS if '"message"' in s.text and "addEventListener" in s.text]
    assert [s.path.name for s in listening] == ["certificate.js"]
    assert "event.source !== popup || event.origin !== component" in listening[0].text
    assert [s.name for s in SCRIPTS if re.search(r"postMessage\([^;]*[\"']\*[\"']", s.text)] == []


def test_nothing_is_written_as_a_spreadsheet() -> None:
    assert [f"{source.name}: {words}" for source, _, words in calls(OURS) if words in ("csv.writer", "csv.DictWriter")] == []
    assert each_import(OURS, lambda name: name.split(".")[0] in ("openpyxl", "xlsxwriter", "xlwt", "odf")) == []
    assert [source.name for source in OURS if "text/csv" in source.text or "spreadsheet" in source.text] == []


def test_scripts_are_files_of_ours_alone() -> None:
    pages = [s for s in everything() if s.path.is_relative_to(TEMPLATES) and s.path.suffix == ".html"]
    named = [(s.name, found) for s in pages for found in re.findall(r"<(?:script|link|img|iframe|object|embed|video|audio)[^>]*", s.text)]
    assert len(named) > 5
    foreign = [(name, tag) for name, tag in named if re.search(r"(?:src|href)=[\"']?(?:https?:)?//", tag)]
    assert foreign == []
    assert [name for name, tag in named if re.match(r"<(iframe|object|embed)", tag)] == []
    assert [s.name for s, _, words in calls(OURS) if words.endswith("HttpResponse") and "javascript" in ast.unparse(s.tree)] == []


def test_nothing_keeps_a_password_from_being_pasted_or_remembered() -> None:
    pages = [s for s in everything() if s.path.is_relative_to(TEMPLATES) and s.path.suffix == ".html"]
    assert [
        s.name for s in (*pages, *SCRIPTS) if re.search(r"onpaste|[\"']paste[\"']|oncopy|oncontextmenu|readonly[^>]*password", s.text)
    ] == []
    fields = [(s.name, found) for s in pages for found in re.findall(r"\{\{ ui\.password_field\(.*?\) \}\}", s.text)]
    assert fields
    assert [name for name, field in fields if 'autocomplete="off"' in field] == []


def test_whatever_asks_by_htmx_names_its_own_target() -> None:
    """One that does not takes over its form's, and puts its answer in the place of something else."""
    asking = [
        (source.name, line)
        for source in everything()
        if source.path.suffix == ".html"
        for line in source.lines
        if re.search(r"hx[-_](get|post)\b", line)
    ]
    asking = [(name, line) for name, line in asking if "→" not in line]
    assert len(asking) >= 8
    assert [
        name for name, line in asking if len(re.findall(r"hx[-_](?:get|post)\b", line)) > len(re.findall(r"hx[-_]target\b", line))
    ] == []
