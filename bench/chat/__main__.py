"""`python -m bench.chat TURNS`: a short look while developing. Nothing is written."""

import asyncio
import sys

from bench.chat.measure import measure
from bench.results import table

print(table(asyncio.run(measure(int(sys.argv[1])))))
