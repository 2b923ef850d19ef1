# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "underfitting under a cost, but for a loss whose classifier does not see it" {
	run_pipeline underfit
	for loss in css tight ova; do
		above "$(at train_accuracy loss=$loss c0=0)" "$(at train_accuracy loss=$loss c0=.5)" .1
		above "$(at test_accuracy loss=$loss c0=0)" "$(at test_accuracy loss=$loss c0=.5)" .05
		above "$(at test_entropy loss=$loss c0=.5)" "$(at test_entropy loss=$loss c0=0)" .4
	done
	near "$(at train_accuracy loss=sova c0=.5)" "$(at train_accuracy loss=sova c0=0)" .005
	near "$(at test_accuracy loss=sova c0=.5)" "$(at test_accuracy loss=sova c0=0)" .005
	near "$(at test_entropy loss=sova c0=.5)" "$(at test_entropy loss=sova c0=0)" .005
}
