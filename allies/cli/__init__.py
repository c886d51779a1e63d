"""The command line: what the pages say, in the same words, for a terminal, a pipe or a program."""
