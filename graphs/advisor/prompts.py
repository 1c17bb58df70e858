"""The words the advisor's model reads: a rule, then worked examples, which small models need."""

from langchain_core.prompts import ChatPromptTemplate

_RULE = """You find out what a software use case needs. Name each need that it clearly has:
loops: a step is tried again until its result is good (retry, revise, test and fix)
shared_state: several steps or agents read and write the same data
multi_agent: several agents or roles work together
human_approval: a person decides before the work goes on
conditional_routing: the system decides from a result what to do next
One request in, one answer out needs none of them. Looking something up and answering needs none."""

# Question, then needs. None of them is a case of the evaluation datasets.
_EXAMPLES = [
    ("Translate product descriptions into French", ""),
    ("Fix a SQL query until it runs without errors", "loops"),
    ("Answer support questions from our help pages", ""),
    ("A planner and two coders build an app together", "shared_state, multi_agent"),
    ("A manager signs off refunds before they are paid", "human_approval"),
    ("Summarize a long report in five points", ""),
    ("Send tickets to billing or tech support, depending on content", "conditional_routing"),
    ("Chat over a PDF with embeddings", ""),
    ("An assistant that decides which tool to use next", "conditional_routing"),
    ("Write unit tests, run them and repair the program", "loops"),
    ("Search a knowledge base and reply", ""),
    ("I want to build a tool that looks up our manuals and answers customers.", ""),
    ("We need a service: read an invoice, then return its fields.", ""),
]


def _answer(needs: str) -> str:
    listed = ", ".join(f'"{need}"' for need in needs.split(", ") if need)
    return f'{{{{"needs": [{listed}]}}}}'


PROMPT = ChatPromptTemplate(
    [
        ("system", _RULE),
        *(
            message
            for case, needs in _EXAMPLES
            for message in (("human", case), ("ai", _answer(needs)))
        ),
        ("placeholder", "{messages}"),
    ]
)
