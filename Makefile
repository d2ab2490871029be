# Two commands matter: `make run` and `make test`. Neither needs Docker, an AWS account or a secret.
.DEFAULT_GOAL := help

# What every function is built with, here and by `sam build` (which has no flags of its own). Without the commit's stamp, so
# that a function which did not change is the same bytes, and is not deployed again. What draws pages is not inlined:
# each of thousands of elements would become a copy, a tenth of the server and a fifth of the functions with pages.
export GOFLAGS := -trimpath -buildvcs=false -tags=lambda.norpc '-ldflags=-s -w' '-gcflags=shiming/shared/pages/...=-l' '-gcflags=shiming/shared/sandbox/...=-l'

.PHONY: help run demo example check test test-pages lint rules bench run-lambda server build deploy setup

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: ## serve Shiming on this machine: one process, data in .data (PROFILE, PORT, DATA_DIR, DAY_SECONDS)
	@go run ./infra/tools/compile -o .cache/shiming ./infra/server
	@exec .cache/shiming

demo: ## play the conversations of people and enterprises, line by line
	@go run ./infra/tools/demo

example: ## a platform that sends its people here, beside the sandbox (infra/guides/integrate.md)
	@go run ./infra/tools/compile -o .cache/example ./infra/guides/examples
	@exec .cache/example

# The server's: left out is what stands in for AWS and whatever needs it, what kills or measures on purpose, and vet, which the lint does.
check: ## the quick tests and the quick lint: the server's, Go only
	@go run ./infra/tools/testrun -json-out .cache/check.json -without shiming/infra/aws/sigv4,shiming/infra/aws/dynamolocal,shiming/infra/aws/lambdalocal,shiming/infra/tests/crash,shiming/infra/tests/live,shiming/infra/tests/browser -- -p=4 -vet=off -skip='TestMemory|_a_year' -timeout=20m ./...
	@go run ./infra/tools/lint -quick

test: setup ## every test: both stores, both engines, race detector on
	@go run ./infra/tools/testrun -json-out .cache/test.json -without shiming/infra/tests/browser -- -race -vet=off -timeout=60m ./...

test-pages: setup ## every flow by clicking, in Chromium; screenshots in .cache/pages
	@go test -count=1 -timeout=30m -parallel=4 ./infra/tests/browser

lint: ## formatting, vet, staticcheck, house rules, template
	@go run ./infra/tools/lint

rules: ## which rules are proved by which tests (after `make test`)
	@go run ./infra/tools/rules -json .cache/test.json

bench: setup ## ratios measured in one run: start-up, throughput, growth, calls per step
	@go run ./infra/tools/bench

run-lambda: setup ## serve the same API from the function binaries, on DynamoDB Local
	@go run ./infra/tools/runlambda

server: ## build the server as one file that needs nothing (OUT)
	@CGO_ENABLED=0 go build -o $(or $(OUT),.cache/shiming) ./infra/server

build: ## build the functions as they are deployed, into .build
	@go run ./infra/tools/runlambda -build-only

deploy: ## to AWS, with sam; asks for what is missing (ENV=dev or prod, SET="Name=value …")
	@go run ./infra/tools/deploy -env $(or $(ENV),dev) $(SET)

setup: ## fetch what the tests need beside Go (DynamoDB Local and axe-core by npm; Java 17; Chromium)
	@go run ./infra/tools/setup
