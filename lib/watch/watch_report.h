/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What l2d-watch writes: a row a window, or a row an alarm.  The header goes out with the first row.
 */
#ifndef L2D_WATCH_REPORT_H
#define L2D_WATCH_REPORT_H

#include "csv/report.h"
#include "watch/watch.h"

struct watch_report {
	const struct report_options *opt;
	bool of_alarms; /* rows are alarms */
	bool open;
	struct report report;
};

/* The window that is under way. */
int watch_report_window(struct watch_report *r, const struct watch *w, struct err *e);
/* The alarms that the current row has raised. */
int watch_report_alarms(struct watch_report *r, const struct watch *w, struct err *e);

/* Writes what there is, now; false after a failure. */
bool watch_report_flush(struct watch_report *r);

/* As report_close; a report without rows is its header. */
int watch_report_close(struct watch_report *r, const struct watch *w, int status, struct err *e);

#endif
