"""What is asked of people, what they decided, and what was published: durable, beside the threads.

A thread's checkpoints can be forked, rewound and written by hand. What is kept here can't, so this
is what decides whether a text may go out, and whether it went out already.
"""
