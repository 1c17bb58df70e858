"""The model that answers when nothing is configured: a small one, run by a process of our own.

`weights` finds or fetches the file, `endpoint` is the child process that serves it as an
OpenAI-compatible API on loopback, and `process` keeps that child alive.

This file imports nothing, so that the child starts fast.
"""
