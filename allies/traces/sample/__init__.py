"""A lively made-up network, written as real files, for looking around."""
