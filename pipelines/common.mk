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
TRIAL_FILES := $(SEEDS:%=$(OUT)/trial/%.csv)

all: $(OUT)/figure.svg $(OUT)/figure.png
	@cat $(OUT)/summary.csv

../../build/bin/l2d-%:
	$(MAKE) -C ../.. all

# One trial: trial.sh SEED, run by bash, > TABLE, in a folder of its own.
$(OUT)/trial/%.csv: trial.sh | $(BUILT)
	@mkdir -p $(OUT)/trial/$*
	@QUICK=$(QUICK) HERE="$(CURDIR)" bash -eu -o pipefail -c 'cd $(OUT)/trial/$* && . "$(CURDIR)/trial.sh"' trial $* > $@.part
	@rm -r $(OUT)/trial/$*
	@mv $@.part $@

$(OUT)/figure.%: figure.gp ../common.gp $(OUT)/summary.csv
	gnuplot -e "out = '$@'; table = '$(OUT)/summary.csv'" ../common.gp figure.gp

clean:
	rm -rf $(OUT)

.PHONY: all clean
.DELETE_ON_ERROR:
