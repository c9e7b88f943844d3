# The commands of a checkout. Each sets up what it needs: a virtual environment from the pins in pyproject.toml, and
# system packages where it may install them (root or sudo); where it may not, one line names them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8710
HALL ?= banyuwangi
DATA ?= $(if $(filter banyuwangi,$(HALL)),var,var/$(notdir $(HALL)))

.PHONY: run test check format bench powercut paper golden wheel system-packages emupos clean

run: $(VENV)/run.stamp
	@$(BIN)/antrean demo --hall $(HALL) --data $(DATA) --port $(PORT)

test: $(VENV)/dev.stamp system-packages emupos
	$(BIN)/pytest

check: $(VENV)/dev.stamp system-packages emupos
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp system-packages emupos
	$(BIN)/python -m tests.bench

powercut: $(VENV)/dev.stamp system-packages
	$(BIN)/python -m tests.powercut

paper: $(VENV)/dev.stamp
	$(BIN)/python -m tests.paper

wheel: $(VENV)/pip.stamp
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	cp config/appliance/install.sh dist/

golden: $(VENV)/dev.stamp emupos
	ANTREAN_GOLDEN=write $(BIN)/pytest tests/printer tests/kiosk -k golden

system-packages:
	@sh tests/system-packages.sh

emupos:
	@sh tests/emupos-setup.sh || true

clean:
	rm -rf $(VENV) .venv-emupos var build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/pip.stamp:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

$(VENV)/run.stamp: pyproject.toml | $(VENV)/pip.stamp
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/pip.stamp
	$(BIN)/python -m pip install --quiet --editable . --group tests --group lint
	@touch $@ $(VENV)/run.stamp
