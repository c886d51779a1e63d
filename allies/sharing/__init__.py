"""Who may call which route, and what a member lets others see."""
