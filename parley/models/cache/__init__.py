"""Answers that are given again: kept for a few minutes and for their user alone.

LangChain's own cache of Redis wants its JSON module and knows no users; the general libraries
pickle what they keep, or fail with Redis.
"""
