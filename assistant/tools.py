"""Parts of the assistant as LangChain tools, for chains of other people's making.

langchain is loaded only when a tool is asked for: the assistant itself does without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.calculator import CalculationError, work_out

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_DESCRIPTION = (
    "Exact decimal calculator with units. Takes one expression such as '111.99万元 + 49.04万元', "
    "'49.04 / (111.99 + 49.04) * 100' or 'round(4.33万元 / 270人次, 2)'. Knows + - * / ** ( ), %, sum, min, max, "
    "round(x, n), abs and any Chinese unit word. Write a space behind a comma between arguments. "
    "Returns the working with the result and its unit, or says what is wrong with the expression."
)


def calculator_tool() -> BaseTool:
    """The calculator as a LangChain tool: `expression` in, the working with result and unit out, as text.

    A fault in the expression comes back as text too, so that a model can mend it.
    """
    from langchain_core.tools import StructuredTool

    return StructuredTool.from_function(func=_calculated, name="calculator", description=_DESCRIPTION)


def _calculated(expression: str) -> str:
    try:
        return str(work_out(expression))
    except CalculationError as fault:
        return f"Not calculated. {fault}"
