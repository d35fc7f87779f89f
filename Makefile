# Everything starts here: each target sets up what it needs, in .venv, and the second time that is instant.
#
#   make run              make ask Q="how much did vehicle costs fall"              make test
#
# Needs Python 3.11, 3.12 or 3.13 and make. PYTHON=… names another interpreter, INSTALLER=pip keeps uv out of it,
# EXTRAS=sentence-transformers installs that extra as well. MODELS=1 has `make test` run a real sentence-transformers model too,
# which CI=true does by itself; MODELS=0 never does.

.DEFAULT_GOAL := help
.PHONY: help run ask index test eval gate audit clean tools models FORCE

VENV := .venv
PY := $(VENV)/bin/python
LIBRARY ?= .mingzhang
REPORTS ?= reports
HOST ?= 127.0.0.1
PORT ?= 7860
QUESTIONS ?=
OUT ?= evals/output
PYTHON ?=
INSTALLER ?=
EXTRAS ?=
MODELS ?=
TORCH ?= torch==2.13.0
STAMP := $(VENV)/.installed$(if $(EXTRAS),-$(EXTRAS))

# The question reaches the command through the environment, so no character of it means anything to make or the shell.
export QUESTION := $(value Q)

# Nothing is sent anywhere and nothing is downloaded at run time. On busy cores the embedding is ten times slower
# where idle threads spin, hence the passive wait.
export ANONYMIZED_TELEMETRY := False
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_DISABLE_TELEMETRY := 1
export HF_HUB_OFFLINE ?= 1
export OMP_WAIT_POLICY ?= passive
export PYTHONUTF8 := 1

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(STAMP)  ## set up, index the reports and open the web chat on 127.0.0.1:7860
	@$(PY) -m index build "$(REPORTS)" --library "$(LIBRARY)"
	@$(PY) app.py --host "$(HOST)" --port "$(PORT)" --library "$(LIBRARY)"

ask: $(STAMP)  ## ask once: make ask Q="how much did vehicle costs fall"
	@test -n "$$QUESTION" || { echo 'No question given. Write: make ask Q="how much did vehicle costs fall"' >&2; exit 2; }
	@test -d "$(LIBRARY)" || $(PY) -m index build "$(REPORTS)" --library "$(LIBRARY)"
	@$(PY) -m assistant ask "$$QUESTION" --library "$(LIBRARY)"

index: $(STAMP)  ## read new and changed reports into the library
	@$(PY) -m index build "$(REPORTS)" --library "$(LIBRARY)"

test: $(VENV)/.installed-dev tools  ## set up with the test tools and run the tests
	@$(PY) -m pytest $(ARGS)
	@$(MAKE) --no-print-directory models

# The project's own questions are asked on a library of their own, which holds synthetic reports besides that of reports/.
ASKED := $(OUT)/asked

eval: $(VENV)/.installed-evals  ## score the bundled questions, or others on your library: make eval QUESTIONS=questions.jsonl
	@if [ -n "$(QUESTIONS)" ]; then \
		$(PY) -m index build "$(REPORTS)" --library "$(LIBRARY)" && \
		$(PY) -m evals run --questions $(QUESTIONS) --library "$(LIBRARY)" --out "$(OUT)"; \
	else \
		$(PY) -m evals synthesize --shipped --out "$(ASKED)/reports" && \
		$(PY) -m index build reports "$(ASKED)/reports" --library "$(ASKED)/library" && \
		$(PY) -m evals run --questions evals/cases/*.jsonl --library "$(ASKED)/library" --out "$(OUT)"; \
	fi

gate: $(VENV)/.installed-evals  ## ask the shipped cases on a library built afresh; fails where anything is worse than accepted, or an attack by text gets through
	@$(PY) -m evals gate --twice --out "$(OUT)" $(ARGS)
	@$(PY) -m evals attacks

# The tests that run a real sentence-transformers model, in an environment of their own (tests/model_environment.py says why).
models: $(VENV)/.installed-dev
	@if $(PY) tests/model_environment.py "$(or $(MODELS),$(if $(filter true 1,$(CI)),ci,0))" "$(TORCH)"; then \
		.venv-models/bin/python -m pytest -m models $(ARGS) || { code=$$?; [ $$code = 5 ] && $(if $(ARGS),true,false) || exit $$code; }; \
	fi

# pip-audit comes into the environment by this target only; where it or its advisories cannot be reached that is said.
audit: $(VENV)/.installed-dev  ## known faults and licences of what is installed
	@uv pip install --quiet --python $(PY) pip-audit 2>/dev/null || $(PY) -m pip install --quiet pip-audit 2>/dev/null \
		|| echo 'pip-audit cannot be installed here.'
	@$(PY) -m evals.audit --advisories

clean:  ## remove the environment, caches and output; the library stays
	@rm -rf $(VENV) .venv-models build dist *.egg-info .pytest_cache .ruff_cache .hypothesis tests/output evals/output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp is newer than what it was installed from, and void where the interpreter is gone.
GONE := $(if $(wildcard $(PY)),,FORCE)

$(VENV)/.installed: pyproject.toml constraints.txt $(GONE)
	@$(call install,.)

$(VENV)/.installed-%: pyproject.toml constraints.txt $(GONE)
	@$(call install,.[$*])
	@touch $(VENV)/.installed

FORCE:

SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# $(call install,WHAT): make .venv where there is none that works, install WHAT with the pinned versions, set the stamp.
# uv takes seconds where pip takes a minute; a pip older than 23.3 takes many, so it is renewed first.
define install
set -e; \
if ! $(PY) -c '$(SUITABLE)' 2>/dev/null; then \
	found=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python); do \
		if "$$candidate" -c '$(SUITABLE)' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo 'No Python 3.11, 3.12 or 3.13 was found. Install one, or name it: make run PYTHON=/path/to/python3' >&2; exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version) …"; \
	rm -rf $(VENV); \
	if [ "$(INSTALLER)" != pip ] && command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$$found" $(VENV); \
	elif ! "$$found" -m venv $(VENV); then \
		rm -rf $(VENV); \
		echo 'Python cannot make an environment. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; \
	fi; \
fi; \
echo 'Installing …'; \
uv=; \
if [ "$(INSTALLER)" != pip ]; then \
	if command -v uv >/dev/null 2>&1; then uv=uv; \
	elif $(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip install --quiet uv >/dev/null 2>&1; then uv="$(PY) -m uv"; \
	fi; \
fi; \
if [ -z "$$uv" ] || ! $$uv pip install --quiet --python $(PY) \
	--constraint constraints.txt --editable '$(1)'; then \
	if [ -n "$$uv" ]; then echo 'uv did not manage, trying pip …'; fi; \
	$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip --upgrade; \
	$(PY) -m pip install --quiet --upgrade pip; \
	PYTHONWARNINGS=ignore $(PY) -m pip install --quiet --constraint constraints.txt --editable '$(1)'; \
fi; \
touch $@
endef

# Chromium and Chinese fonts for the tests of the web chat, LibreOffice for those of the briefing in Word, PostgreSQL for those of
# shared stores: installed where that is allowed, else the tests that need them skip.
tools:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		missing=; \
		command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
			|| command -v google-chrome >/dev/null 2>&1 || missing=chromium; \
		fc-list :lang=zh 2>/dev/null | grep -q . || missing="$$missing fonts-noto-cjk"; \
		command -v soffice >/dev/null 2>&1 || command -v libreoffice >/dev/null 2>&1 || missing="$$missing libreoffice-writer-nogui"; \
		ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
		if [ -n "$$missing" ]; then \
			echo "Installing $$missing …"; \
			{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; } \
				>/dev/null 2>&1 </dev/null || echo "Could not install $$missing: the tests that need it will skip."; \
		fi; \
	fi
