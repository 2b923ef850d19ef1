/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "models/model_kinds.h"

#include "calibrate/calibration_apply.h"
#include "combine/combiner_apply.h"
#include "crowd/crowd_apply.h"
#include "em/mixture_apply.h"
#include "threshold/threshold_apply.h"
#include "train/head_apply.h"

const struct chain_kind *const model_kinds[] = {
	&apply_head,
	&apply_calibration,
	&apply_mixture,
	&apply_combiner,
	&apply_crowd,
	&apply_threshold,
	NULL,
};
