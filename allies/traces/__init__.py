"""Facts: what happened, when, between whom; where that was read; the ledger of imports."""
