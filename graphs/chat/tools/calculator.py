"""Arithmetic, bounded: an expression from a user must not keep the server busy."""

import ast
import asyncio
import math
import re

from langchain_core.tools import tool
from simpleeval import DEFAULT_OPERATORS, InvalidExpression, NumberTooHigh, SimpleEval

from parley.safety.acts import read_only

_MAX_CHARACTERS = 200
# A result of more bits is no answer that anybody reads.
_MAX_BITS = 4_000
_NUMBERS = {"pi": math.pi, "e": math.e}
_FUNCTIONS = {
    **{name: getattr(math, name) for name in ("sqrt", "log", "log10", "exp", "floor", "ceil")},
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "radians", "degrees")},
    **{"abs": abs, "round": round, "min": min, "max": max},
}
# "17% of 2340", "17% * 2340" and "2340 * 17%". Elsewhere % is the rest of a division, and of
# "2340 + 10%" nobody knows what is meant.
_PERCENT = re.compile(
    r"(?P<of>\d+(?:\.\d+)?)\s*%\s*of\b|(?P<first>\d+(?:\.\d+)?)\s*%(?=\s*[*/])|"
    r"(?<=\*)\s*(?P<last>\d+(?:\.\d+)?)\s*%\s*$"
)


@read_only
@tool
async def calculator(expression: str) -> str:
    """Evaluate arithmetic exactly: + - * / ** % and sqrt, round, log, sin, min, max, pi."""
    if len(expression) > _MAX_CHARACTERS:
        return "The expression is too long: calculate it in parts."
    return await asyncio.to_thread(_evaluate, expression)


def _evaluate(expression: str) -> str:
    written = expression.replace("×", "*").replace("÷", "/").replace("−", "-")  # noqa: RUF001
    if not re.search(r"[a-z]\(", written):  # else commas part arguments
        written = re.sub(r"(?<=\d),(?=\d{3}\b)", "", written)
    try:
        value = _evaluator().eval(_PERCENT.sub(_hundredths, written))
        return f"{expression} = {_shown(value)}"
    except ZeroDivisionError:
        return f"{expression} divides by zero, so it has no result."
    except (NumberTooHigh, OverflowError):
        return f"{expression} is too large to calculate."
    except (InvalidExpression, SyntaxError, ValueError, TypeError, RecursionError):
        return f"{expression!r} can't be calculated: write it with numbers and + - * / ** %."


def _hundredths(percent: re.Match[str]) -> str:
    number = percent["of"] or percent["first"] or percent["last"]
    return f"({number}/100)" + ("*" if percent["of"] else "")


def _evaluator() -> SimpleEval:
    operators = {**DEFAULT_OPERATORS, ast.Pow: _power, ast.BitXor: _power, ast.Mult: _product}
    for bits in (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.Invert):
        operators.pop(bits, None)
    return SimpleEval(operators=operators, functions=_FUNCTIONS, names=_NUMBERS)


def _power(base: float, exponent: float) -> float:
    whole = isinstance(base, int) and isinstance(exponent, int)
    if whole and int(base).bit_length() * abs(exponent) > _MAX_BITS:
        raise NumberTooHigh
    return _real(base**exponent)


def _product(a: float, b: float) -> float:
    if not (isinstance(a, int | float) and isinstance(b, int | float)):
        raise TypeError  # "a" * 9 repeats a text
    if isinstance(a, int) and isinstance(b, int) and (a.bit_length() + b.bit_length()) > _MAX_BITS:
        raise NumberTooHigh
    return a * b


def _real(value: float | complex) -> float:
    if isinstance(value, complex):
        raise ValueError
    return value


def _shown(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    # 0.1 + 0.2 is 0.3 to people.
    return f"{value:.12g}" if isinstance(value, float) else str(value)
