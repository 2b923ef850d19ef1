# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# -v rows=ROWS -v seed=SEED -v part=cases|sets|limits: five days of a department with 20 readers, 5 of them seniors.
# Skills are made up: every reader has a case mix of two kinds, and one more point of log odds on its own kind; seniors have one
# more on all.  Cells are probabilities of being right, as a calibration table would give them.
function odds(x) { return 1 / (1 + exp(-x)) }
function normal(  i, s) { for (i = 0; i < 12; i++) s += rand(); return s - 6 }
BEGIN {
	srand(seed)
	split("mon tue wed thu fri", day, " ")
	for (r = 1; r <= 20; r++) { name[r] = sprintf("%s%02d", r <= 5 ? "senior" : "reader", r); skill[r] = .9 + .35 * normal() + (r <= 5) }
	if (part == "sets") {
		print "set,agent"
		for (r = 1; r <= 5; r++) print "seniors," name[r]
		exit
	}
	if (part == "limits") {
		# a bound of a day is for those who are there; 40 of 500 rows
		print "agent,set,day,lo,hi"
		for (d = 1; d <= 5; d++)
			for (r = 1; r <= 20; r++) {
				away = day[d] == "tue" && (r == 1 || r == 8)
				print name[r] ",," day[d] "," (away ? 0 : int(rows / 100)) "," (away ? 0 : int(rows * .08))
			}
		exit
	}
	printf "id,day,doubt"
	for (r = 1; r <= 20; r++) printf ",conf_%s", name[r]
	for (r = 1; r <= 20; r++) printf ",avail_%s", name[r]
	printf ",conf_model\n"
	for (d = 1; d <= 5; d++)
		for (i = 1; i <= rows; i++) {
			p = odds(1.3 + normal()); p = p < .5 ? 1 - p : p; kind = int(2 * rand())
			printf "%s%d,%s,%.4f", day[d], i, day[d], 1 - p
			for (r = 1; r <= 20; r++) printf ",%.4f", odds(skill[r] + (r % 2 == kind) + 2 * (p - .75))
			for (r = 1; r <= 20; r++) printf ",%d", (r > 5 || p < .7)
			printf ",%.4f\n", p
		}
}
