# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The first alarm of each kind, and of any: awk -v trial= -v stream= -v half= -v before=ERROR,COVERAGE -v after=... -f delays.awk
# TIMES ALARMS.  TIMES: how many rows were decided when the watch saw a row, and its id; ALARMS: what l2d-watch --alarms writes, those
# of calibration, which do not count as any, last.
BEGIN { n = split("any risk coverage score accuracy silent calibration", kind, " "); split(before, b, ","); split(after, a, ",") }

FILENAME != "-" { time[$2] = $1; next }

FNR > 1 {
	if (!("any" in first) && $3 != "calibration") first["any"] = time[$2]
	if (!($3 in first)) first[$3] = time[$2]
}

END {
	for (i = 1; i <= n; i++) {
		k = kind[i]
		early = k in first && first[k] <= half
		seen = k in first && !early
		print trial, stream, k, seen && stream != "nothing" ? first[k] - half : "", seen, early + 0, b[1], a[1], b[2], a[2]
	}
}
