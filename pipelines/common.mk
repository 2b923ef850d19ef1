# What the pipelines share.  `make` is the full setting, for people; `make QUICK=1` the quick one, for the tests, with its
# files in out/quick.
BIN ?= $(CURDIR)/../../build/bin
OUT ?= out$(if $(QUICK),/quick)
export PATH := $(if $(filter /%,$(BIN)),,$(CURDIR)/)$(BIN):$(PATH)
# Programs somewhere else are taken as they are.
BUILT := $(if $(filter file,$(origin BIN)),$(PROGRAMS:%=../../build/bin/%))
export LC_ALL := C
MEAN := awk -f ../mean.awk
COMPARE_METHODS := bash ../compare.sh
SEEDS := $(shell seq 1 $(TRIALS))
TRIALS_MADE := $(SEEDS:%=$(OUT)/trial/%.csv)
# Their number is the name of an empty file, which is as a table without rows: with another number it is new, and all that is made of trials is
# made again, of trials that are there.
TRIAL_FILES := $(TRIALS_MADE) $(OUT)/trial/of-$(TRIALS)
# Who runs the trials: make, or an engine of engine.sh; list prints the numbers of those that are missing.
ENGINE ?= make

all: $(OUT)/figure.svg $(OUT)/figure.png
	@cat $(OUT)/summary.csv

../../build/bin/l2d-%:
	$(MAKE) -C ../.. all

$(OUT)/trial/of-$(TRIALS):
	@mkdir -p $(@D)
	@rm -f $(@D)/of-*
	@: > $@

trials: $(TRIAL_FILES)

ifeq ($(ENGINE),list)
$(OUT)/trial/%.csv: trial.sh
	@echo $*
else ifeq ($(ENGINE),make)
# One trial: trial.sh SEED, run by bash, > TABLE, in a folder of its own.
$(OUT)/trial/%.csv: trial.sh | $(BUILT)
	@mkdir -p $(OUT)/trial/$*
	@QUICK=$(QUICK) HERE="$(CURDIR)" bash -eu -o pipefail -c 'cd $(OUT)/trial/$* && . "$(CURDIR)/trial.sh"' trial $* > $@.part
	@rm -r $(OUT)/trial/$*
	@mv $@.part $@
else
# The engine has make make those that are missing.  Where some fail the others stay.
$(TRIALS_MADE): trial.sh | engine ;
engine: | $(BUILT)
	@MAKEFLAGS= bash -eu ../engine.sh $(ENGINE) $(OUT)/trial $(MAKE) -s $(MAKEOVERRIDES)
endif

$(OUT)/figure.%: figure.gp ../common.gp $(OUT)/summary.csv
	gnuplot -e "out = '$@'; table = '$(OUT)/summary.csv'" ../common.gp figure.gp

clean:
	rm -rf $(OUT)

.PHONY: all trials engine clean
.DELETE_ON_ERROR:
