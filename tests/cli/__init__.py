"""Tests of the command line, through the commands."""
