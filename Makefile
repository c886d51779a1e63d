# Two commands do everything on a fresh machine: make run, make test. Each sets up what it needs first, once.

.DEFAULT_GOAL := help
.PHONY: help run test fuzz kills bench setup lint lock clean
MAKEFLAGS += --no-print-directory
ALLIES := .venv/bin/allies

# A login shell sets MAIL to where the system keeps mail; only a path that someone gave is meant here.
ifeq ($(origin MAIL),environment)
  CHOSEN_MAIL := $(filter-out /var/mail/% /var/spool/mail/%,$(MAIL))
else
  CHOSEN_MAIL := $(MAIL)
endif

help:  ## this list
	@echo "make run     bring your network in, print today's plan, serve the pages (Ctrl-C stops)"
	@echo "             MAIL=path   your mailbox: mbox (also .gz, .xz), Maildir, a folder of .eml, a list archive"
	@echo "             ME=address  whose mailbox it is, when that cannot be told; or a name"
	@echo "             PORT=8000   where to serve;  ALLIES_HOME=folder  where to keep everything"
	@echo "make test    everything that is checked: style, types, rooms, tests on SQLite and PostgreSQL, in a browser"
	@echo "make fuzz    changes samples of every source and reads them within limits; FOR=600 seconds, SEED=7"
	@echo "make kills   ends 500 imports of all sources by SIGKILL, on SQLite and on PostgreSQL; KILLS=1000, SEED=7"
	@echo "make bench   the tables of docs/BENCHMARKS.md, beside notmuch and mu where they are installed"
	@echo "make setup   install what running needs, nothing else"
	@echo "make lint    style, types and rooms alone"
	@echo "make lock    choose the newest versions anew and write them down with their hashes"
	@echo "make clean   take the installation away; what Allies keeps for you stays"

run: export RUN_MAIL = $(CHOSEN_MAIL)
run: export RUN_ME = $(ME)
run: .venv/installed  ## bring a network in, print today's plan, serve the pages
	@exec $(ALLIES) run --mail "$$RUN_MAIL" --me "$$RUN_ME" $(if $(PORT),--port $(PORT))

setup: .venv/installed

test: .venv/installed-for-tests
	@setup/system.sh
	@setup/test.sh

fuzz: .venv/installed-for-tests
	@.venv/bin/python -m tests.fuzz $(if $(FOR),--seconds $(FOR)) $(if $(SEED),--seed $(SEED))

kills: .venv/installed-for-tests
	@setup/kills.sh $(if $(KILLS),--kills $(KILLS)) $(if $(SEED),--seed $(SEED))

lint: .venv/installed-for-tests
	@setup/lint.sh

bench: .venv/installed-for-tests
	@.venv/bin/python -m bench

lock: .venv/tools
	@setup/lock.sh

clean:
	rm -rf .venv .venv-bench allies.egg-info build

.venv/tools: setup/tools.txt setup/venv.sh
	@echo "setting up .venv"
	@setup/venv.sh
	@touch $@

.venv/installed: .venv/tools requirements.txt pyproject.toml
	@echo "installing what running needs"
	@setup/install.sh requirements.txt
	@touch $@

.venv/installed-for-tests: .venv/installed requirements-dev.txt
	@echo "installing what testing needs"
	@setup/install.sh requirements-dev.txt
	@touch $@
