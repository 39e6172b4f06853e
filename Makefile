# Bellhop's commands. `make run` and `make test` install what they need on Debian or Ubuntu with a Swift 6 toolchain.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Where everything that is built or installed for the project goes.
BUILD := .build
VENV := $(BUILD)/venv
PYTHON := $(VENV)/bin/python
BENCH_VENV := $(BUILD)/bench-venv
DEBUG_BINARY := $(BUILD)/debug/bellhop
RELEASE_BINARY := $(BUILD)/bellhop

SWIFT_BUILD := swift build
# The modules' edges (docs/architecture.md); the checks and the tests build with the same options, so that nothing is built twice.
IMPORT_CHECK := --explicit-target-dependency-import-check error
# One program without shared libraries: Swift's runtime, zlib, libstdc++ and libc are linked in (docs/architecture.md §8).
# Access checks at run time stay on in debug builds and tests; the hot ways pay for them on every field they touch.
# Each function in a section of its own, so that the linker leaves out what nothing calls.
STATIC := -Xswiftc -enforce-exclusivity=unchecked -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections \
  -Xcc -fno-asynchronous-unwind-tables --static-swift-stdlib -Xswiftc -static-executable -Xswiftc -use-ld=lld \
  -Xlinker --gc-sections -Xlinker --icf=all

.PHONY: help run dev release test test-fast test-swift test-widget test-conformance test-conformance-debug test-browser check lint bundle-list bench clean

help: ## Shows this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-24s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: system-build ## Builds Bellhop and serves it on http://127.0.0.1:8080.
	@$(SWIFT_BUILD) --product bellhop
	@exec $(DEBUG_BINARY) serve

dev: system-build ## The same from widget/ on disk, with live reload.
	@$(SWIFT_BUILD) --product bellhop
	@exec $(DEBUG_BINARY) dev

release: $(RELEASE_BINARY) ## Writes the single binary to .build/bellhop, its names to .build/bellhop.debug, its manual to .build/bellhop.1.

.PHONY: $(RELEASE_BINARY)
$(RELEASE_BINARY): system-build
	@$(SWIFT_BUILD) -c release --product bellhop $(STATIC)
	@objcopy --only-keep-debug $(BUILD)/release/bellhop $@.debug
	@strip -o $@.new $(BUILD)/release/bellhop && objcopy --add-gnu-debuglink=$@.debug $@.new && mv $@.new $@
	@.ci/manual $@ >$@.1
	@ls -l $@ | awk '{ printf "%s: %.1f MB\n", $$NF, $$5 / 1e6 }'

test: test-swift test-widget test-conformance-debug test-conformance test-browser ## Every test.

test-fast: test-swift test-widget ## What needs neither a browser nor other clients.

test-swift: system-build
	@swift test $(IMPORT_CHECK)

test-widget: system-test
	@node --test Tests/Widget/
	@tsc --project Tests/Widget/tsconfig.json

test-conformance: release system-test venv
	@BELLHOP_BINARY=$(RELEASE_BINARY) $(PYTHON) -m pytest -q Tests/Conformance

# The debug binary checks exclusive access and overflow at run time: what feeds it bad or much input asks it too.
DEBUG_CONFORMANCE := $(addprefix Tests/Conformance/test_,bad_input.py connections.py exchange_headers.py fuzz.py guest_leaves.py http2.py \
  http2_floods.py outcomes.py requests.py static.py stream_endings.py stream_fidelity.py upstream_refusals.py)
test-conformance-debug: system-test venv ## What feeds the server bad or much input, against the debug binary.
	@$(SWIFT_BUILD) --product bellhop $(IMPORT_CHECK)
	@BELLHOP_BINARY=$(DEBUG_BINARY) $(PYTHON) -m pytest -q $(DEBUG_CONFORMANCE)

test-browser: release system-test venv
	@BELLHOP_BINARY=$(RELEASE_BINARY) $(PYTHON) -m pytest -q Tests/Browser

check: lint release ## Format, imports, documents, the list of embedded files, and what the binary links.
	@$(SWIFT_BUILD) --build-tests $(IMPORT_CHECK)
	@.ci/verify-linkage $(DEBUG_BINARY) $(RELEASE_BINARY)

lint: system-build
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests
	@.ci/check-docs
	@python3 Tests/Bench/page.py --check
	@cp Sources/WidgetBundle/files.inc $(BUILD)/files.inc.before && Sources/WidgetBundle/refresh \
	  && cmp -s Sources/WidgetBundle/files.inc $(BUILD)/files.inc.before \
	  || { echo 'Sources/WidgetBundle/files.inc was old and is now refreshed: commit it.'; exit 1; }

bundle-list: ## Lists the files of widget/ anew for the build, after one was added or removed.
	@Sources/WidgetBundle/refresh

bench: release system-bench venv bench-venv ## Bellhop beside its peers, as ratios of one run; then ten minutes of load.
	@BELLHOP_BINARY=$(RELEASE_BINARY) $(BENCH_VENV)/bin/python Tests/Bench/run.py --write
	@BELLHOP_BINARY=$(RELEASE_BINARY) $(PYTHON) Tests/Bench/soak.py --seconds 600

clean: ## Removes everything that was built.
	@rm -rf $(BUILD)

# --- What the machine needs ---------------------------------------------------------------------------------------------------------

.PHONY: system-build system-test system-bench venv bench-venv
system-build:
	@mkdir -p $(BUILD)
	@.ci/install zlib1g-dev libstdc++-12-dev binutils make python3

system-test: system-build
	@.ci/install nodejs node-typescript node-markdown-it chromium firefox-esr webkit2gtk-driver xvfb python3-venv openssl curl redis-server \
	  fonts-noto-core fonts-noto-cjk nginx-light slowhttptest caddy haproxy prometheus buildah tzdata ca-certificates systemd strace mandoc \
	  zsh fish default-jre-headless msmtp

system-bench: system-test
	@.ci/install h2o lighttpd lighttpd-mod-deflate wrk nghttp2-client

# The Python clients that the tests use, at the versions of requirements.txt.
venv: $(VENV)/ready
$(VENV)/ready: Tests/requirements.txt
	@python3 -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
	@touch $@

# The benchmark's peers have an environment of their own: LiteLLM wants another version of the tests' OpenAI client.
bench-venv: $(BENCH_VENV)/ready
$(BENCH_VENV)/ready: Tests/Bench/requirements.txt
	@python3 -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement Tests/Bench/requirements.txt
	@touch $@
