# l2d: the only build file.  See README.md for the two commands.
PREFIX  ?= /usr/local
BUILD   ?= build
CC      ?= gcc
CXX     ?= g++
OPT     ?= -O2
WARN    := -Wall -Wextra -Wshadow -Wpointer-arith -Wwrite-strings
CFLAGS  += -std=c17 $(OPT) -g $(WARN) -Wstrict-prototypes -Wmissing-prototypes
CXXFLAGS += -std=c++17 $(OPT) -g $(WARN)
# -ffp-contract=off: results must not depend on which products the compiler fuses.
CPPFLAGS += -D_GNU_SOURCE -Ilib -MMD -MP
FLOAT   := -ffp-contract=off
LDLIBS  += -lcsv -lgsl -lopenblas -llbfgs -lstdc++ -lm -lpthread

LIB_C    := $(wildcard lib/*/*.c)
LIB_CC   := $(wildcard lib/*/*.cc)
LIB_O    := $(LIB_C:%.c=$(BUILD)/%.o) $(LIB_CC:%.cc=$(BUILD)/%.o)
LIB      := $(BUILD)/libl2d.a
C_PROGRAMS  := $(patsubst bin/%.c,%,$(wildcard bin/*.c))
SH_PROGRAMS := $(patsubst bin/%.sh,%,$(wildcard bin/*.sh))
PROGRAMS := $(C_PROGRAMS) $(SH_PROGRAMS)
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))

PACKAGES := g++ libcsv-dev libgsl-dev libopenblas-dev liblbfgs-dev gnuplot-nox bats mandoc
PACKAGES_BENCH := datamash python3-numpy python3-pandas python3-sklearn glpk-utils hyperfine

all: $(PROGRAMS:%=$(BUILD)/bin/%)

$(C_PROGRAMS:%=$(BUILD)/bin/%): $(BUILD)/bin/%: $(BUILD)/bin/%.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

$(SH_PROGRAMS:%=$(BUILD)/bin/%): $(BUILD)/bin/%: bin/%.sh
	@mkdir -p $(@D)
	install -m 755 $< $@

$(LIB): $(LIB_O)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(FLOAT) -c -o $@ $<

$(BUILD)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) $(FLOAT) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(FLOAT) $(LDFLAGS) -o $@ $< $(LIB) $(LDLIBS)

units: $(UNITS)

clean:
	rm -rf build pipelines/*/out

-include $(LIB_O:.o=.d) $(C_PROGRAMS:%=$(BUILD)/bin/%.d) $(UNITS:%=%.d)

.PHONY: all units clean
.SECONDARY:
