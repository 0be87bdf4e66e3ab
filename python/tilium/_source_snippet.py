"""The source line of a diagnostic, with the statement at fault underlined as TileLang does."""

from __future__ import annotations

import ast
import functools
import linecache


def source_line(file: str, line: int) -> str:
    """The text of a line; empty if the file, or the notebook's cell, is not there."""
    linecache.checkcache(file)
    return linecache.getline(file, line).rstrip("\n") if line else ""


def statement_columns(file: str, line: int) -> tuple[int, int] | None:
    """First column and the one after the last, from 1, of the statement at a line.

    TileLang's locations have lines only: the statement is what a diagnostic can point at. Of one
    that goes on below, it is the part on this line; of a loop or a branch its head. None if there
    is no text.
    """
    text = source_line(file, line)
    if not text.strip():
        return None
    start = len(text) - len(text.lstrip())
    found = _statement_at("".join(linecache.getlines(file)), line)
    if found is None:
        return start + 1, len(text.rstrip()) + 1
    first, last = found
    # Columns of ast are bytes of UTF-8.
    encoded = text.encode()
    begin = len(encoded[: first[1]].decode()) if first[0] == line else start
    end = len(encoded[: last[1]].decode()) if last[0] == line else len(text.rstrip())
    return begin + 1, max(end, begin + 1) + 1


def render(file: str, line: int) -> str:
    """A place as TileLang shows it: an arrow, the line, and a caret range below. May be empty."""
    columns = statement_columns(file, line)
    if columns is None:
        return ""
    first, after = columns
    text, gutter = source_line(file, line), str(line)
    blank = " " * len(gutter)
    # Tabs stay tabs, so that the range is below its text.
    indentation = "".join("\t" if c == "\t" else " " for c in text[: first - 1])
    return (
        f"  --> {file}:{line}:{first}\n"
        f" {blank} |\n"
        f" {gutter} | {text}\n"
        f" {blank} | {indentation}{'^' * (after - first)}"
    )


@functools.lru_cache(maxsize=8)
def _places(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end of each statement and parameter: (line, column), columns in bytes from 0."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # Such as a notebook's cell with a magic command.
        return []
    places = []
    for node in ast.walk(tree):
        if not isinstance(node, (ast.stmt, ast.arg)):
            continue
        last = _end(node)
        body = getattr(node, "body", None)
        if isinstance(body, list) and body:
            last = _end_of_head(node, body[0])
        places.append(((node.lineno, node.col_offset), last))
    return places


def _end(node: ast.stmt | ast.expr | ast.arg) -> tuple[int, int]:
    """Where a node ends; what comes from source text has an end."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _end_of_head(node: ast.stmt | ast.arg, first_of_body: ast.stmt) -> tuple[int, int]:
    """Where the head of a compound statement ends: with the last expression before its body."""
    start = (first_of_body.lineno, first_of_body.col_offset)
    ends = [
        _end(child)
        for child in ast.walk(node)
        if isinstance(child, (ast.expr, ast.arg)) and _end(child) <= start
    ]
    return max(ends, default=(node.lineno, node.col_offset + 1))


def _statement_at(source: str, line: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The statements, or parameters, that begin on a line; else the innermost that goes on."""
    places = _places(source)
    beginning = [place for place in places if place[0][0] == line]
    if beginning:
        return min(beginning)[0], max(place[1] for place in beginning)
    holding = [place for place in places if place[0][0] < line <= place[1][0]]
    return max(holding, default=None)
