"""Every tool in any room says whether it acts: a model decides over none that does."""

import importlib
import pkgutil

import pytest
from langchain_core.tools import BaseTool

import graphs
from parley.safety.acts import check
from parley.safety.entrance import Guarded

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(graphs.__path__, "graphs.") if not module.ispkg
)


@pytest.mark.parametrize("name", MODULES)
def test_every_tool_says_whether_it_acts(name: str) -> None:
    found = vars(importlib.import_module(name)).values()
    check([each for each in found if isinstance(each, BaseTool)])


@pytest.mark.parametrize("name", [name for name in MODULES if name.endswith(".graph")])
def test_every_graph_takes_nothing_raw(name: str) -> None:
    assert isinstance(importlib.import_module(name).graph, Guarded)
