"""The assistant's parts as LangChain tools."""

import subprocess
import sys

from langchain_core.tools import BaseTool

from assistant.tools import calculator_tool


def test_calculator_tool_returns_working_and_result() -> None:
    """The tool is a LangChain tool that answers an expression with its working, result and unit as text."""
    tool = calculator_tool()
    assert isinstance(tool, BaseTool)
    assert tool.invoke({"expression": "111.99万元 + 49.04万元"}) == "111.99万元 + 49.04万元 = 161.03万元"
    assert "rounded half up to 6 decimals" in tool.invoke({"expression": "1 / 3"})


def test_calculator_tool_explains_a_fault() -> None:
    """A fault comes back as text with the place and what to do, so that a model can mend its expression."""
    answer = calculator_tool().invoke({"expression": "1万元 + 3辆"})
    assert answer.startswith("Not calculated.")
    assert "cannot add 万元 and 辆" in answer


def test_langchain_is_loaded_only_on_demand() -> None:
    """Importing the module does not load langchain."""
    code = "import sys, assistant.tools; sys.exit(any(name.startswith('langchain') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
