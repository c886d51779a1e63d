"""The plan for today: what could be done, what is worth the minutes, what was done."""
