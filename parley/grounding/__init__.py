"""Is what an answer says said by its sources? Claim by claim, with the words that decide it.

    verdicts = await check(article, [Source(1, "...")], topic="...")

Rules come first: overlap of words, numbers, names, negation and opposites. They settle most claims
and always settle them alike. A model is asked only about those that the rules can't decide.
"""
