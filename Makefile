# The few verbs people type. CMake does the work (CMakePresets.json); `make help` lists them.

MAKEFLAGS += --no-print-directory
JOBS := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ARGS ?=
COVERAGE_MIN ?= 90

# Tests that are not quick carry one of these labels; `make test` runs all others.
SLOW := slow|e2e|browser|fuzz|torture|bench
# These say nothing new under a sanitizer.
STATIC := compile_fail|package|lint

# gcc 12's thread sanitizer does not start where the kernel randomises addresses widely.
NO_ASLR := $(shell setarch $$(uname -m) -R true 2>/dev/null && echo setarch $$(uname -m) -R)

CTEST := ctest --output-on-failure --no-tests=ignore --timeout 300 -j $(JOBS)

.PHONY: help serve build install zip gateway test test-all test-asan test-tsan test-slow infra-test valgrind deps install-dev lint format bench fuzz \
	bench-lambda bench-gateway coverage clean need-run need-test need-all
.NOTPARALLEL:

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

need-run:
	@tools/install-dev.sh --run
	@tools/deps.sh

need-test:
	@tools/install-dev.sh --test
	@tools/deps.sh

need-all:
	@tools/install-dev.sh --all
	@tools/deps.sh

# A preset is configured once; after that ninja sees by itself when CMake has to run again.
build/%/build.ninja:
	@cmake --preset $* --log-level=WARNING >/dev/null

serve: need-run build/debug/build.ninja ## run the API of api/ at http://localhost:8000/docs (ARGS="--port 9000")
	@cmake --build --preset debug --target api
	@exec build/debug/api/api serve $(ARGS)

build: need-run build/debug/build.ninja ## build all, without tests having to run
	@cmake --build --preset debug

install: need-run build/release/build.ninja ## compile for use and install under PREFIX (PREFIX=DIR)
	@cmake --build --preset release
	@cmake --install build/release $(if $(PREFIX),--prefix "$(PREFIX)") >/dev/null

zip: ## the API of api/ as a package for AWS Lambda, api/build/lambda.zip (ARCH=arm64: api/build/lambda-arm64.zip)
	@$(MAKE) -C api zip $(if $(ARCH),ARCH=$(ARCH))

# The zip is made where it is missing, or older than what it is made of; no other build is asked for.
gateway: need-run build/release/build.ninja ## that API behind a local API Gateway, Lambda and CloudWatch Logs: http://localhost:9000/dev/hello (ARGS="--watch")
	@if [ ! -f api/build/lambda.zip ] || [ -n "$$(find api include -name build -prune -o -name '*.[ch]' -newer api/build/lambda.zip -print -quit)" ]; \
	then $(MAKE) -C api zip; fi
	@cmake --build --preset release --target brisk_command
	@exec build/release/brisk gateway $(ARGS)

test: need-test build/debug/build.ninja ## the quick tests (unit, http, conformance, compile_fail, package)
	@cmake --build --preset debug
	@$(CTEST) --test-dir build/debug -LE '$(SLOW)'

test-all: need-all test test-asan test-tsan fuzz test-slow infra-test ## all tests: also sanitizers, fuzzers, end to end, browser

test-asan: need-test build/asan/build.ninja ## the tests under the address and undefined-behaviour sanitizers
	@cmake --build --preset asan
	@$(CTEST) --test-dir build/asan -LE '$(STATIC)|e2e|browser|fuzz|bench'

test-tsan: need-test build/tsan/build.ninja ## the tests of the server under the thread sanitizer
	@cmake --build --preset tsan
	@$(NO_ASLR) $(CTEST) --test-dir build/tsan -L 'net|server|tsan' -LE '$(STATIC)|e2e|browser|fuzz|bench'

test-slow: need-test build/debug/build.ninja
	@cmake --build --preset debug
	@[ -e api/build/lambda.zip ] || $(MAKE) -C api zip
	@$(CTEST) --test-dir build/debug -L '$(SLOW)' -LE 'fuzz|bench'

infra-test: need-all ## the tests of infra/: Terraform, Terragrunt, policies, a deployment to a cloud on loopback
	@tests/infra/run.sh $(ARGS)

valgrind: need-test build/debug/build.ninja ## the unit tests under valgrind
	@cmake --build --preset debug
	@cd build/debug && ctest --output-on-failure -L unit -T memcheck -j $(JOBS) \
		--overwrite MemoryCheckCommandOptions="--error-exitcode=9 --leak-check=full --quiet"

deps: ## bring the libraries that the system lacks into build/deps
	@tools/deps.sh

install-dev: need-all ## install all that building, testing and checking need (Debian, Ubuntu)

lint: need-all build/debug/build.ninja ## clang-format, clang-tidy, cppcheck, shellcheck, layers, lengths
	@cmake --preset debug --log-level=WARNING >/dev/null
	@tools/lint.sh

format: ## clang-format all C files in place
	@tools/lint.sh --format

bench: need-run ## measure (bench/run.sh)
	@if [ -x bench/run.sh ]; then exec bench/run.sh $(ARGS); else echo "bench/run.sh is not there yet"; exit 1; fi

bench-lambda: need-run ## measure AWS Lambda's runtimes (bench/lambda/run.sh)
	@tools/install-dev.sh --zip
	@exec bench/lambda/run.sh $(ARGS)

bench-gateway: need-run ## measure the local gateway (bench/gateway/run.sh)
	@tools/install-dev.sh --zip
	@exec bench/gateway/run.sh $(ARGS)

fuzz: need-all build/fuzz/build.ninja ## run each fuzzer for FUZZ_SECONDS (short; needs clang)
	@cmake --build --preset fuzz
	@ctest --test-dir build/fuzz --output-on-failure --no-tests=ignore -L fuzz -j 1

# With those end to end, where pytest is there: the command line, --reload and signals show only in a process of its own.
coverage: need-test build/coverage/build.ninja ## line coverage of src/ by the tests; fails below COVERAGE_MIN=90 percent
	@cmake --build --preset coverage
	@find build/coverage -name '*.gcda' -exec rm -f {} +
	@$(CTEST) --test-dir build/coverage -LE '$(subst |e2e,,$(SLOW))|$(STATIC)'
	@COVERAGE_MIN=$(COVERAGE_MIN) tools/coverage.sh build/coverage

clean: ## remove the builds (build/deps and build/venv stay)
	@find build -mindepth 1 -maxdepth 1 ! -name deps ! -name venv ! -name node ! -name node-infra -exec rm -rf {} + 2>/dev/null || true
