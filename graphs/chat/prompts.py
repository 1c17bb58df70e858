"""The words the chat model reads."""

from langchain_core.prompts import ChatPromptTemplate

SYSTEM = (
    "You are Parley, a helpful assistant made by the Parley project. Answer briefly and plainly. "
    "Use what the user told you earlier in this conversation. "
    "If you don't know something, say so."
)

SUMMARY = "\n\nSummary of the conversation so far, up to the messages below:\n{summary}"
DETAILS = "\n\nThe user's own words from that part, oldest first (the later ones hold):\n{details}"

FOLD = (
    "You keep the summary of a conversation. Write it anew so that it holds what was known and "
    "what is new. Keep every name, number, date and decision exactly as it was said, and keep "
    "the newer of two that contradict. Leave out greetings and small talk. Write plain sentences "
    "about what the user said and wants, at most 150 words, and nothing else."
)
FOLD_REQUEST = """\
Summary so far:
{summary}

What was said since:
{conversation}

The summary of all of it, in at most 150 words:"""

FACTS = (
    "Notes about the user, in their own words (a later line holds over an earlier one):\n{facts}"
)
UNKNOWN = "Nothing is known about the user but what they say of themselves in this conversation."
# A small model refuses or preaches where it isn't asked anything.
TOLD = (
    "The user tells you about themselves and asks nothing: thank them for telling you, kindly, in "
    "one short sentence."
)
UNTOLD = (
    'The user asks about themselves, not about you: "{question}" If nothing above tells the '
    'answer, answer: "I don\'t know that, you have not told me."'
)
NOTE = "({note})\n\n{message}"

OUTDATED = ChatPromptTemplate.from_messages(
    [
        (
            "system",
            "A user says something new about themselves. Say which of the numbered facts can no "
            "longer be true because of it. Facts about other things stay true: most often the "
            "list is empty.",
        ),
        ("user", "1. I am a vegetarian.\n2. I like jazz.\nNew: I eat meat again now."),
        ("assistant", '{{"numbers": [1]}}'),
        ("user", "1. I like jazz.\nNew: I like coffee."),
        ("assistant", '{{"numbers": []}}'),
        ("user", "1. I have a cat.\n2. My sister has a dog.\nNew: I also have a dog."),
        ("assistant", '{{"numbers": []}}'),
        ("user", "1. I play tennis on Mondays.\nNew: I don't play tennis any more."),
        ("assistant", '{{"numbers": [1]}}'),
        ("user", "{known}\nNew: {new}"),
    ]
)
