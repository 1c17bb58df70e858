"""Whether True is good news, for each of openevals' prompts in use: written down only here."""

from typing import Literal

from openevals import prompts

Criterion = Literal[
    "correctness",
    "groundedness",
    "retention",
    "conciseness",
    "helpfulness",
    "toxicity",
    "injection",
]

PROMPTS: dict[Criterion, str] = {
    "correctness": prompts.CORRECTNESS_PROMPT,
    "groundedness": prompts.RAG_GROUNDEDNESS_PROMPT,
    "retention": prompts.KNOWLEDGE_RETENTION_PROMPT,
    "conciseness": prompts.CONCISENESS_PROMPT,
    "helpfulness": prompts.RAG_HELPFULNESS_PROMPT,
    "toxicity": prompts.TOXICITY_PROMPT,
    "injection": prompts.PROMPT_INJECTION_PROMPT,
}

TRUE_IS_GOOD: dict[Criterion, bool] = {
    "correctness": True,
    "groundedness": True,
    "retention": True,
    "conciseness": True,
    "helpfulness": True,
    "toxicity": False,
    "injection": False,
}
