"""What the checking model reads: short examples first, the same in every call."""

from langchain_core.prompts import ChatPromptTemplate

from parley.safety.spotlight import RULE

# As in the marks of parley.safety.spotlight. In examples the code may be any.
_BEGIN, _END = "<<<DATA 0>>>", "<<<END 0>>>"

CHECK = ChatPromptTemplate(
    [
        (
            "system",
            "You compare a claim with a text. Answer supported when the text says what the claim "
            "says, in other words too. Answer contradicted when the text says otherwise. Answer "
            f"absent when the text does not say it, however likely it is. {RULE}",
        ),
        (
            "human",
            f"{_BEGIN}\nText: The shop opens at nine and shuts at six, on Saturdays at noon.\n"
            f"Claim: On Saturdays the shop closes at 12.\n{_END}",
        ),
        ("ai", '{{"verdict": "supported"}}'),
        (
            "human",
            f"{_BEGIN}\nText: Karin, who sings, is older than her brother Olaf, who paints.\n"
            f"Claim: Olaf is older than Karin.\n{_END}",
        ),
        ("ai", '{{"verdict": "contradicted"}}'),
        (
            "human",
            f"{_BEGIN}\nText: The pump draws water from the well and fills the tank every night.\n"
            f"Claim: The pump is powered by solar panels.\n{_END}",
        ),
        ("ai", '{{"verdict": "absent"}}'),
        (
            "human",
            f"{_BEGIN}\nText: Nearly all pupils walk to school; few come by bus.\n"
            f"Claim: Most pupils go to school on foot.\n{_END}",
        ),
        ("ai", '{{"verdict": "supported"}}'),
        (
            "human",
            f"{_BEGIN}\nText: Entry to the park costs nothing for pupils. Adults pay 5 euros.\n"
            f"Claim: Pupils have to buy a ticket.\n{_END}",
        ),
        ("ai", '{{"verdict": "contradicted"}}'),
        ("human", "{text_and_claim}"),
    ]
)
