# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d: the only build file.  See README.md for the two commands.
PREFIX  ?= /usr/local
BUILD   ?= build
CC      ?= gcc
CXX     ?= g++
# OPT="-O2 -g" for a debugger.
OPT     ?= -O2
# The distribution's hardening: what goes wrong all the same ends the program instead of serving an attacker.
HARDEN  ?= -fstack-protector-strong -fstack-clash-protection -fPIE $(if $(findstring -fsanitize,$(OPT)),,-D_FORTIFY_SOURCE=2)
# A row of a table leaves out the members at its end that are 0.
WARN    := -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wpointer-arith -Wwrite-strings
CFLAGS  += -std=c17 $(OPT) $(HARDEN) $(WARN) -Wstrict-prototypes -Wmissing-prototypes
CXXFLAGS += -std=c++17 $(OPT) $(HARDEN) $(WARN)
# -ffp-contract=off: results must not depend on which products the compiler fuses.
CPPFLAGS += -D_GNU_SOURCE -Ilib -I$(BUILD)/gen -MMD -MP
FLOAT   := -ffp-contract=off
LDFLAGS += -Wl,--as-needed -Wl,-z,relro -Wl,-z,now -pie
# make MPI=1: l2d-train, l2d-em and l2d-calibrate as processes of mpirun, see l2d-cluster(7).
ifdef MPI
CPPFLAGS += -DL2D_MPI $(shell mpicc --showme:compile)
LDLIBS  += $(shell mpicc --showme:link)
endif
# The C++ library is linked in, but under sanitizers, which meet it halfway: a program starts in half the time.
CXXLIB  := $(if $(findstring -fsanitize,$(OPT)),-lstdc++,-static-libgcc -Wl,-Bstatic -lstdc++ -Wl,-Bdynamic)
LIBS    := -lcsv -lgsl -lgslcblas
LDLIBS  += $(LIBS) $(CXXLIB) -lm -lpthread

LIB_C    := $(wildcard lib/*/*.c)
LIB_CC   := $(wildcard lib/*/*.cc)
LIB_O    := $(LIB_C:%.c=$(BUILD)/obj/%.o) $(LIB_CC:%.cc=$(BUILD)/obj/%.o)
LIB      := $(BUILD)/libl2d.a
PROGRAMS := $(patsubst bin/%.c,%,$(wildcard bin/*.c))
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c)) $(patsubst tests/unit/%.cc,$(BUILD)/unit/%,$(wildcard tests/unit/*.cc))

PACKAGES := g++ libcsv-dev libgsl-dev gnuplot-nox bats mandoc glpk-utils time
PACKAGES_LINT := clang clang-format libclang-rt-dev shellcheck
PACKAGES_DEB  := dpkg-dev
PACKAGES_CLUSTER := parallel openmpi-bin libopenmpi-dev openssh-server slurm-wlm munge snakemake
PACKAGES_BENCH := datamash python3-numpy python3-pandas python3-sklearn hyperfine

all: $(PROGRAMS:%=$(BUILD)/bin/%)

$(PROGRAMS:%=$(BUILD)/bin/%): $(BUILD)/bin/%: $(BUILD)/obj/bin/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

$(LIB): $(LIB_O)
	rm -f $@
	ar rcs $@ $^

# make -j deps check: nothing is compiled before what it needs is there.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
check $(LIB_O) $(PROGRAMS:%=$(BUILD)/obj/bin/%.o): | deps
endif

# Other flags than those of the last build: everything is made anew.
FLAGS := $(CC) $(CXX) $(CPPFLAGS) $(CFLAGS) $(CXXFLAGS) $(FLOAT) $(LDFLAGS) $(LDLIBS)
ifneq ($(file <$(BUILD)/flags),$(FLAGS))
$(shell mkdir -p $(BUILD))
$(file >$(BUILD)/flags,$(FLAGS))
endif

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(FLOAT) -c -o $@ $<

$(BUILD)/obj/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(FLOAT) -c -o $@ $<

# The tests' own code is run once: -O1 is made sooner, and ld.gold links in half the time.
GOLD := $(if $(shell command -v ld.gold),-fuse-ld=gold)
$(BUILD)/unit/%: tests/unit/%.c $(LIB) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS:-O2=-O1) $(FLOAT) $(LDFLAGS) $(GOLD) -o $@ $< $(LIB) $(LDLIBS)

$(BUILD)/unit/%: tests/unit/%.cc $(LIB) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(FLOAT) $(LDFLAGS) $(GOLD) -o $@ $< $(LIB) $(LDLIBS)

# The pages' style sheets and scripts, as the text of a string in C.
PAGES := $(patsubst lib/%,$(BUILD)/gen/%.inc,$(wildcard lib/report/*.css lib/report/*.js lib/region/*.html lib/region/*.css lib/region/*.js))
$(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard lib/report/*.c lib/region/*.c)): | $(PAGES)
$(BUILD)/gen/%.inc: lib/%
	@mkdir -p $(@D)
	sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< > $@.new
	mv $@.new $@

# Installs what is missing; a no-op when nothing is.
deps:
	@sh tests/deps.sh $(PACKAGES)

deps-lint: deps
	@sh tests/deps.sh $(PACKAGES_LINT)

# The engines of l2d-cluster(7); their tests are skipped where one is missing.
deps-cluster: deps
	@sh tests/deps.sh $(PACKAGES_CLUSTER)

# All that .ci/run needs, at once.
deps-ci:
	@sh tests/deps.sh $(PACKAGES) $(PACKAGES_LINT) $(PACKAGES_CLUSTER)

deps-bench: deps
	@sh tests/deps.sh $(PACKAGES_BENCH)

# Real scores and three annotators, from raw table to figures.
demo: all
	@$(MAKE) -s -C pipelines/hatespeech clean BIN="$(CURDIR)/$(BUILD)/bin"
	@$(MAKE) -s -C pipelines/hatespeech BIN="$(CURDIR)/$(BUILD)/bin"

# The experiments of the field, each at its full setting: minutes.  `make -C pipelines/NAME` makes one of them.
pipelines: all
	@for p in pipelines/*/Makefile; do $(MAKE) -C $${p%/*} BIN="$(CURDIR)/$(BUILD)/bin" || exit; done

units: $(UNITS) $(BUILD)/unit/failmalloc.so

$(BUILD)/unit/failmalloc.so: tests/preload/failmalloc.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -shared -fPIC -o $@ $< -ldl

# As many jobs as there are cores, but where make was told how many.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

# The last line is "N passed, N failed".
check:
	@$(MAKE) --no-print-directory $(JOBS) all units
	@BUILD=$(BUILD) sh tests/run.sh

# The whole suite again under AddressSanitizer and UBSan.  Libraries are linked in: a program starts and ends in three quarters of the time.
asan:
	$(MAKE) $(JOBS) BUILD=build/asan OPT="-O1 $(SANITIZE)" LDFLAGS="$(SANITIZE) -static-libasan -static-libubsan -static-libgcc $(GOLD)" \
		LDLIBS="-Wl,-Bstatic $(LIBS) -lstdc++ -Wl,-Bdynamic -lm -lpthread" all units
	@BUILD=build/asan L2D_SLOW=1 sh tests/run.sh

# -g1: the places of what goes wrong, which is made a sixth sooner than all that a debugger may ask.
SANITIZE := -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# Coverage-guided fuzzing of every reader (clang's libFuzzer), each FUZZ_SECONDS long, from the corpora under tests/fuzz.
FUZZ_SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZ    := -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_C  = $(shell awk -f tests/sources.awk tests/fuzz/*.[ch])
fuzz: deps-lint
	@$(MAKE) $(JOBS) BUILD=build/fuzz CC=clang CXX=clang++ OPT="-O1 $(FUZZ)" LDFLAGS="-fsanitize=address,undefined" LIB_C="$(FUZZ_C)" \
		$(FUZZERS:%=build/fuzz/%)
	@$(MAKE) $(JOBS) -k --no-print-directory $(FUZZERS:%=fuzz-%)

$(FUZZERS:%=fuzz-%): fuzz-%:
	@mkdir -p build/fuzz/corpus/$*
	@build/fuzz/$* -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4096 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/$*- build/fuzz/corpus/$* tests/fuzz/$* 2> build/fuzz/$*.log || \
		{ tail -n 40 build/fuzz/$*.log; echo "fuzz $*: failed"; exit 1; }
	@echo "fuzz $*: $$(sed -n 's/^stat::number_of_executed_units: *//p' build/fuzz/$*.log) runs"

$(FUZZERS:%=build/fuzz/%): build/fuzz/%: tests/fuzz/%.c $(LIB)
	clang $(CPPFLAGS) -Itests/fuzz $(CFLAGS) $(FLOAT) -fsanitize=fuzzer,address,undefined -o $@ $< $(LIB) $(LDLIBS)

# Functions and products with their test, then whole programs, on an emulated arm64 processor: the same bits.  Outside CI.
arm64-check: all $(BUILD)/unit/real
	sh tests/deps.sh gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
	aarch64-linux-gnu-gcc $(CPPFLAGS) -std=c17 -O2 $(FLOAT) -static -o $(BUILD)/unit/real-arm64 tests/unit/real.c lib/real/*.c -lm
	qemu-aarch64-static $(BUILD)/unit/real-arm64
	[ "$$($(BUILD)/unit/real bits)" = "$$(qemu-aarch64-static $(BUILD)/unit/real-arm64 bits)" ]
	bash tests/arm64.sh $(BUILD)

bench: deps-bench all
	@BUILD=$(BUILD) sh tests/bench/run.sh $(BENCH) > $(BUILD)/bench.csv; status=$$?; cat $(BUILD)/bench.csv; exit $$status

# How often intervals hold the truth: BENCH_COVERAGE: tables, draws, rows, and worlds if not all; an hour.
BENCH_COVERAGE ?= 2000 200 200 2000
COVERAGE := coverage coverage_systems coverage_compare
bench-coverage: $(COVERAGE:%=$(BUILD)/bench/%)
	for p in $(COVERAGE); do $(BUILD)/bench/$$p $(BENCH_COVERAGE) || exit; done | awk 'NR == 1 || !/^world,/ { print; fflush() }' | \
		tee $(BUILD)/coverage.csv

$(BUILD)/bench/%: tests/bench/%.c tests/bench/coverage.h $(LIB) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(FLOAT) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

# Layers, man pages, shell scripts; warnings of both compilers are errors.  LINT: where gcc builds; clang only reads, for `make fuzz`
# builds with it.
LINT ?= build/lint-gcc
lint: deps-lint
	@sh tests/floors.sh
	clang-format --dry-run --Werror $$(git ls-files '*.c' '*.h' '*.cc')
	mandoc -T lint -W warning man/*.[1-9]
	shellcheck tests/*.sh tests/bench/*.sh .ci/deb/*.sh
	shellcheck -s bash pipelines/*.sh pipelines/cluster/*.sh
	$(MAKE) $(JOBS) BUILD=$(LINT) OPT="-O2 -Werror" all units $(COVERAGE:%=$(LINT)/bench/%)
	printf '%s\n' lib/*/*.c bin/*.c tests/unit/*.c | xargs -P "$$(nproc)" -n 16 clang $(filter-out -I% -MMD -MP,$(CPPFLAGS)) \
		-Ilib -I$(LINT)/gen $(CFLAGS) $(FLOAT) -Werror -fsyntax-only
	clang++ $(filter-out -I% -MMD -MP,$(CPPFLAGS)) -Ilib -I$(LINT)/gen $(CXXFLAGS) $(FLOAT) -Werror -fsyntax-only $(LIB_CC) tests/unit/*.cc

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(PROGRAMS:%=$(BUILD)/bin/%) $(DESTDIR)$(PREFIX)/bin
	for page in man/*.[1-9]; do \
		install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit; \
	done
	for p in $(PROGRAMS); do \
		$(BUILD)/bin/$$p --completion bash \
			> $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$p || exit; \
		$(BUILD)/bin/$$p --completion zsh \
			> $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_$$p || exit; \
		$(BUILD)/bin/$$p --completion fish \
			> $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$$p.fish || exit; \
	done

uninstall:
	for p in $(PROGRAMS); do rm -f $(DESTDIR)$(PREFIX)/bin/$$p \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$p \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_$$p \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$$p.fish; done
	for page in man/*.[1-9]; do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done

# The release: what is committed, the same bytes each time; and the programs as a Debian package for this system.
GZIP_LEVEL ?= 9
VERSION := $(shell sed -n 's/^.define L2D_VERSION "\(.*\)"/\1/p' lib/base/opt.h)
dist:
	@mkdir -p $(BUILD)
	git archive --format=tar --prefix=l2d-$(VERSION)/ HEAD | gzip -$(GZIP_LEVEL)n > $(BUILD)/l2d-$(VERSION).tar.gz

deb: deps all
	@sh tests/deps.sh $(PACKAGES_DEB)
	sh .ci/deb/build.sh $(BUILD) $(VERSION)

clean:
	rm -rf build pipelines/*/out

-include $(LIB_O:.o=.d) $(PROGRAMS:%=$(BUILD)/obj/bin/%.d) $(UNITS:%=%.d)

.PHONY: all demo pipelines deps deps-lint deps-cluster deps-ci deps-bench units check asan fuzz $(FUZZERS:%=fuzz-%) bench bench-coverage arm64-check lint dist deb install uninstall clean
.SECONDARY:
