# Two commands matter: `make run` and `make test`. Each step does nothing when nothing has changed.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test train lint bench lock environment development-environment voice-environment voice-model clean

export RASA_TELEMETRY_ENABLED ?= false
export TF_CPP_MIN_LOG_LEVEL ?= 3
export SQLALCHEMY_SILENCE_UBER_WARNING ?= 1

PYTHON := .venv/bin/python
PLN123 := .venv/bin/pln123
SETUP = "$$(bot/setup/find_python.sh)" -m bot.setup
COMPILE := .venv/bin/uv pip compile --quiet --python-version 3.10 --python-platform x86_64-manylinux_2_28 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

help: ## Tampilkan daftar ini
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-24s %s\n", $$1, $$2 }' Makefile

run: export PLN123_DEMO ?= 1
run: environment ## Siapkan semuanya, lalu jalankan simulator dan cetak alamatnya
	@$(PLN123) prepare
	@exec $(PLN123) serve

test: development-environment ## Siapkan semuanya, lalu jalankan setiap pemeriksaan dan uji
	@$(PYTHON) -m bot.setup system
	@$(PLN123) train
	@$(PYTHON) -m bot.setup.checks

train: environment ## Latih model Rasa bila datanya berubah
	@$(PLN123) train

lint: development-environment ## Periksa gaya dan tipe kode
	@$(PYTHON) -m bot.setup.checks ruff mypy

bench: development-environment ## Ukur kecepatan dan memori, di samping pembandingnya
	@$(PLN123) train
	@$(PYTHON) -m bench

environment: ## Siapkan .venv untuk menjalankan simulator
	@$(SETUP) environment runtime

development-environment: ## Siapkan .venv beserta alat uji
	@$(SETUP) environment runtime voice development

voice-environment: ## Siapkan .venv beserta paket suara (jalur telepon)
	@$(SETUP) environment runtime voice

voice-model: environment ## Buat ulang model pengenal ucapan dari suara buatan (berjam-jam; dapat dilanjutkan)
	@nice -n 19 "$$($(PYTHON) -m voice.model environment)" -m voice.model build

lock: environment ## Perbarui requirements/*.lock setelah *.in diubah
	@cd requirements && for name in installer runtime development voice; do ../$(COMPILE) $$name.in -o $$name.lock; done

clean: ## Hapus .venv, model, dan cache; tiket dan percakapan di var/ tetap ada
	@rm -rf .venv models .rasa results .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
