"""The commands, loaded one at a time: `allies.cli.table` says where each one is."""
