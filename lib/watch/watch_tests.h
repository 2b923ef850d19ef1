/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Which tests a table allows (watch/watch_test.h), and their names.
 */
#ifndef L2D_WATCH_TESTS_H
#define L2D_WATCH_TESTS_H

#include "watch/alarms.h"
#include "watch/watch_input.h"

/* Sets up the tests, and names [1 + tests]: "all", then theirs.  ST_USAGE for a word of opt->tests that is none, ST_DATA for one
 * that the table has no columns for. */
int watch_tests_choose(const struct watch_input *in, struct alarms *alarms, struct names *names, struct err *e);

#endif
