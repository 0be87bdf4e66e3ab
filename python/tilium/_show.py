"""The program before and after a pass, and its tile dataflow graph as a picture's source."""

from __future__ import annotations

import re

from tilium._compile import check_options
from tilium._errors import ArgumentError
from tilium._frontend import to_tir_json
from tilium._stages import PASS_NAMES, Stage

NODE = re.compile(r'<"([^"]*)", (\w+)>')
EDGE = re.compile(r"<(\d+) to (\d+), cb = (\d+), tiles = (\d+)(, carried = true)?>")
COLORS = {"reader": "lightblue", "compute": "orange", "writer": "palegreen"}


def import_program(prim_func, target: str) -> list[Stage]:
    """The program before all passes, one stage for each T.Kernel in it."""
    check_options(target, "mock", None)
    return Stage.from_tir(to_tir_json(prim_func), target).split()


def before_and_after(stage: Stage, name: str) -> tuple[str, str]:
    """The IR before and after a pass."""
    if name not in PASS_NAMES:
        raise ArgumentError(f"there is no pass {name}; the passes are {', '.join(PASS_NAMES)}")
    position = PASS_NAMES.index(name)
    before = stage.run_through(PASS_NAMES[position - 1]) if position else stage
    return str(before), str(before.run_next())


def dataflow_dot(stage: Stage) -> str:
    """The tile dataflow graph in Graphviz's language."""
    attributes = dict(stage.run_through("BuildTileDFGTT").functions[0].attributes)
    graph = attributes["tt.tile_dfg"]
    nodes, edges = NODE.findall(graph), EDGE.findall(graph)
    lines = ["digraph tiles {", "  rankdir=LR;", "  node [shape=box, style=filled];"]
    for index, (name, role) in enumerate(nodes):
        lines.append(f'  n{index} [label="{name}\\n{role}", fillcolor={COLORS[role]}];')
    for source, sink, buffer, tiles, carried in edges:
        style = ", style=dashed" if carried else ""
        lines.append(f'  n{source} -> n{sink} [label="cb {buffer}: {tiles} tiles"{style}];')
    return "\n".join([*lines, "}"])
