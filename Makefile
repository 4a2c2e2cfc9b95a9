# One word does one thing: `make` lists them. Set-up is part of each.

comma := ,
LINT_VERSION := v2.14.0
FUZZTIME     := 10s
BENCH        := .

# One set of tags a purpose, and the same flags for everything, so that Fyne
# is compiled once for each. ci swaps Fyne's window for its test driver;
# no_metadata keeps a FyneApp.toml that lies about from being read, no_emoji
# the face of small pictures out: a third of the memory for text, for a few
# characters that logs do not have. The system's own face shows them.
TEST_TAGS := ci,migrated_fynedo
GUI_TAGS  := migrated_fynedo,no_metadata,no_emoji
LDFLAGS   := -s -w
# Linux maps a program in pieces of 2 MB wherever its place in memory and in the
# file agree; 64 KB apart it maps what is used, which is 6 MB less.
GUI_LDFLAGS := $(LDFLAGS) $(if $(filter linux,$(shell go env GOOS)),-extldflags=-Wl$(comma)-Ttext-segment=0x410000)

# -trimpath keeps the folder of whoever builds out of the program.
export GOFLAGS := $(strip $(filter-out -trimpath,$(shell go env GOFLAGS)) -trimpath)

LINT := build/tools/golangci-lint-$(LINT_VERSION)/golangci-lint

# What the window test opens.
export TRADECASE_BIN := $(CURDIR)/bin/tradecase

.DEFAULT_GOAL := help
.PHONY: help run build build-cli test race check cross fmt bench fuzz clean setup-build setup-run setup-test

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build setup-run ## build and open the window
	bin/tradecase

build: setup-build ## build bin/tradecase, with window
	go build -tags $(GUI_TAGS) -ldflags '$(GUI_LDFLAGS)' -o bin/tradecase .

build-cli: ## build bin/tradecase-cli: the command line alone, in pure Go
	CGO_ENABLED=0 go build -tags nogui -ldflags '$(LDFLAGS)' -o bin/tradecase-cli .

test: setup-test build ## run every test
	go test -tags $(TEST_TAGS) ./...
	@$(MAKE) --no-print-directory race

# The real window is another process, of which the race detector sees nothing.
race: setup-build ## run the tests again, looking for data races
	go test -race -short -tags $(TEST_TAGS) $$(go list -tags $(TEST_TAGS) -test -f '{{.ImportPath}} {{.Deps}}' ./... \
		| awk '$$1 ~ /\.test$$/ && !/realwindow/ { sub(/\.test$$/, "", $$1); print $$1 }')

check: setup-build $(LINT) cross ## lint, vet and look for untidy modules
	go mod tidy -diff
	go vet -tags $(TEST_TAGS) ./...
	go vet -tags nogui ./app .
	$(LINT) run --allow-parallel-runners

cross: # the command line builds for every system
	CGO_ENABLED=0 GOOS=linux go build -tags nogui -o build/cross/linux/ .
	CGO_ENABLED=0 GOOS=windows go build -tags nogui -o build/cross/windows/ .
	CGO_ENABLED=0 GOOS=darwin go build -tags nogui -o build/cross/darwin/ .

fmt: $(LINT) ## format the code
	$(LINT) fmt

bench: setup-build ## run the benchmarks; BENCH=Scan picks some
	go test -tags $(TEST_TAGS) -run '^$$' -bench '$(BENCH)' -benchmem ./...

fuzz: ## run each fuzz target for FUZZTIME (10s)
	.ci/fuzz $(FUZZTIME) -tags $(TEST_TAGS)

clean: ## remove what was built
	rm -rf bin build dist

setup-build:
	@.ci/setup build

# Tor is for checking transactions; all else works without it.
setup-run:
	@.ci/setup run || echo "setup: without Tor transactions cannot be checked; everything else works"

setup-test:
	@.ci/setup build test

# GOBIN takes no relative path, and the version is part of the target's, so
# that a new one is fetched when it changes.
$(LINT):
	GOBIN=$(CURDIR)/$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
