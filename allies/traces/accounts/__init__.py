"""Accounts elsewhere that are kept in step. What they hold comes in through the same door as files do."""
