"""What the checking model reads: short examples first, the same in every call."""

from langchain_core.prompts import ChatPromptTemplate

CHECK = ChatPromptTemplate(
    [
        (
            "system",
            "You compare a claim with a text. Answer supported when the text says what the claim "
            "says, in other words too. Answer contradicted when the text says otherwise. Answer "
            "absent when the text does not say it, however likely it is.",
        ),
        (
            "human",
            "Text: The shop opens at nine and shuts at six, on Saturdays at noon.\n"
            "Claim: On Saturdays the shop closes at 12.",
        ),
        ("ai", '{{"verdict": "supported"}}'),
        (
            "human",
            "Text: Karin, who sings, is older than her brother Olaf, who paints.\n"
            "Claim: Olaf is older than Karin.",
        ),
        ("ai", '{{"verdict": "contradicted"}}'),
        (
            "human",
            "Text: The pump draws water from the well and fills the tank every night.\n"
            "Claim: The pump is powered by solar panels.",
        ),
        ("ai", '{{"verdict": "absent"}}'),
        (
            "human",
            "Text: Nearly all pupils walk to school; few come by bus.\n"
            "Claim: Most pupils go to school on foot.",
        ),
        ("ai", '{{"verdict": "supported"}}'),
        (
            "human",
            "Text: Entry to the park costs nothing for pupils. Adults pay 5 euros.\n"
            "Claim: Pupils have to buy a ticket.",
        ),
        ("ai", '{{"verdict": "contradicted"}}'),
        ("human", "Text: {text}\nClaim: {claim}"),
    ]
)
