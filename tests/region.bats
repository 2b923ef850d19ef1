# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Regions that were drawn: l2d-threshold --rule region, and the page to draw them on.
load common

# rows POINT...: a table of the points "x,y" in cases.csv.
rows() {
	{ echo x_1,x_2,y,p_a,p_b,e_ann; printf '%s,a,0.9,0.1,b\n' "$@"; } > cases.csv
}

# region POINT...: a polygon in region.csv.
region() {
	{ echo x_1,x_2; printf '%s\n' "$@"; } > region.csv
}

# deferred: the scores of the rows of cases.csv, in one word.
deferred() {
	l2d-threshold --rule region --region region.csv "$@" < cases.csv > decided.csv 2> err && column score decided.csv | tr -d '\n'
}

@test "region: inside, on an edge and on a vertex go to the expert; outside stays with the model" {
	rows 1,1 0,0 2,1 1,2 3,1 1,-1e-300 1,0 2.0000000000000004,1
	region 0,0 2,0 2,2 0,2
	expect 0 l2d-threshold --rule region --region region.csv cases.csv
	same out <<-'E'
	x_1,x_2,y,p_a,p_b,e_ann,score,agent,answer
	1,1,a,0.9,0.1,b,1,ann,b
	0,0,a,0.9,0.1,b,1,ann,b
	2,1,a,0.9,0.1,b,1,ann,b
	1,2,a,0.9,0.1,b,1,ann,b
	3,1,a,0.9,0.1,b,0,model,a
	1,-1e-300,a,0.9,0.1,b,0,model,a
	1,0,a,0.9,0.1,b,1,ann,b
	2.0000000000000004,1,a,0.9,0.1,b,0,model,a
	E
	l2d-score out | cut -d, -f2,4 > score
	same score <<-'E'
	coverage,system_accuracy
	0.375,0.375
	E
}

@test "region: whose line crosses itself holds what it winds around; several polygons are their union; a ring may be closed" {
	rows 0,0 0,9 5,8 0.5,2
	region 0,10 6,-8 -10,3 10,3 -6,-8
	[ "$(deferred)" = 1101 ]
	region 0,10 6,-8 -10,3 10,3 -6,-8 0,10
	[ "$(deferred)" = 1101 ]
	printf '%s\n' x_1,x_2,name -1,-1,a 1,-1,a 0,1,a 4,8,b 5,9,b 6,8,b > region.csv
	[ "$(deferred)" = 1010 ]
	# names of columns, not their places
	printf '%s\n' x_2,x_1 9,-1 9,1 10,0 > region.csv
	[ "$(deferred)" = 0100 ]
}

@test "region: exactly as real arithmetic has it, against fractions in python" {
	python3 -c '' 2> /dev/null || skip "python3 is not installed"
	python3 - <<-'E'
	import random
	from fractions import Fraction as F
	random.seed(17)
	def inside(p, ring):
	    x, y = map(F, p)
	    ring = [(F(a), F(b)) for a, b in ring]
	    winding = 0
	    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
	        if min(ay, by) <= y <= max(ay, by) and min(ax, bx) <= x <= max(ax, bx):
	            if ay == by or (bx == ax and x == ax) or (bx != ax and ay + (x - ax) * (by - ay) / (bx - ax) == y):
	                return 1
	        if (ay > y) != (by > y) and ax + (y - ay) * (bx - ax) / (by - ay) > x:
	            winding += 1 if by > ay else -1
	    return int(winding != 0)
	for k in range(120):
	    unit = random.choice([0.1, 1.0, 1 / 3, 1e-160, 1e150])
	    ring = [(random.randrange(9) * unit, random.randrange(9) * unit) for _ in range(random.choice([3, 4, 5, 9, 30]))]
	    ring[-1] = (9 * unit, ring[-1][1])  # not the first one again
	    points = ring + [(random.randrange(-1, 10) * unit, random.randrange(-1, 10) * unit) for _ in range(60)]
	    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
	        for part in (0.5, 0.25, 1 / 3, random.random()):
	            points.append((ax + part * (bx - ax), ay + part * (by - ay)))
	    with open(f"region.{k}", "w") as f, open(f"cases.{k}", "w") as g, open(f"want.{k}", "w") as h:
	        print("x,z", *(f"{a!r},{b!r}" for a, b in ring), sep="\n", file=f)
	        print("x,z,p_a,p_b,e_ann", *(f"{a!r},{b!r},.5,.5,a" for a, b in points), sep="\n", file=g)
	        print(*(inside(p, ring) for p in points), sep="\n", file=h)
	E
	for k in {0..119}; do
		l2d-threshold --rule region --region region.$k cases.$k > got.csv
		column score got.csv | diff -q want.$k - || { echo "region.$k"; return 1; }
	done
	cat want.* | sort | uniq -c | awk '$1 > 1000 { n++ } END { exit n != 2 }'
}

@test "region: the same from any vertex on, either way round, for any order of rows, with threads and in a pipe" {
	mapfile -t points < <(awk 'BEGIN { srand(3); for (i = 0; i < 3000; i++) printf "%.2f,%.2f\n", 4 * rand() - 2, 4 * rand() - 2 }')
	rows "${points[@]}"
	region 0,1.5 .4,.4 1.5,0 .4,-.4 0,-1.5 -.4,-.4 -1.5,0 -.4,.4
	deferred > want
	region -1.5,0 -.4,-.4 0,-1.5 .4,-.4 1.5,0 .4,.4 0,1.5 -.4,.4
	[ "$(deferred)" = "$(cat want)" ]
	[ "$(deferred --jobs 3)" = "$(cat want)" ]
	cat cases.csv | l2d-threshold --rule region --region region.csv --jobs 2 | cmp - decided.csv
	{ head -1 cases.csv; tail -n +2 cases.csv | tac; } > back.csv
	l2d-threshold --rule region --region region.csv back.csv | tail -n +2 | tac > got
	tail -n +2 decided.csv | cmp - got
}

@test "region: the expert is the best one by conf - cost; without experts rows are rejected; a row nobody may take stays" {
	region 0,0 2,0 2,2 0,2
	printf '%s\n' x_1,x_2,p_a,p_b,e_u,e_v,conf_u,conf_v,cost_u,cost_v,avail_u,avail_v \
		1,1,.9,.1,a,b,.8,.9,0,0,1,1 1,1,.9,.1,a,b,.8,.9,0,.2,1,1 1,1,.9,.1,a,b,.8,.9,0,0,,0 > t.csv
	l2d-threshold --rule region --region region.csv t.csv > out
	[ "$(column agent out | tr '\n' ' ')" = "v u model " ]
	cut -d, -f1-4 t.csv | expect 0 l2d-threshold --rule region --region region.csv
	says '3 rows are rejected'
}

# refused WORDS LINE...: a region of these lines is an error of the file, with the words.
refused() {
	local words=$1
	shift
	printf '%s\n' "$@" > region.csv
	expect 3 l2d-threshold --rule region --region region.csv cases.csv && [ ! -s out ] && says "$words"
}

@test "region: what is none is refused, with its place" {
	rows 0,0 1,1
	refused 'region.csv: the polygon has fewer than 3 vertices' x_1,x_2 0,0 1,1
	refused 'region.csv: the polygon has fewer than 3 vertices' x_1,x_2 0,0 1,1 0,0
	refused "the polygon 'b' has fewer than 3 vertices" x_1,x_2,name 0,0,a 1,1,a 0,1,a 0,0,b
	refused 'region.csv: no polygon' x_1,x_2
	refused "region.csv:3:1: column 'x_1': not finite: 'inf'" x_1,x_2 0,0 inf,1 0,1
	refused "region.csv:3:3: column 'x_2': missing" x_1,x_2 0,0 1, 0,1
	refused "region.csv:6:5: column 'name': another polygon's vertices" x_1,x_2,name 0,0,a 1,1,a 0,1,a 0,0,b 2,2,a
	refused 'region.csv:1:1: 1 column: a region has two' x_1 0 1 2
	refused "cases.csv:1:1: no column 'x_3'" x_1,x_3 0,0 1,1 0,1
	region 0,0 2,0 2,2
	rows 0,0 ,1
	expect 3 l2d-threshold --rule region --region region.csv cases.csv && says "cases.csv:3:1: column 'x_1': missing"
	l2d-threshold --rule region --region region.csv --na-action skip cases.csv > out 2> err && says '1 row'
	expect 4 l2d-threshold --rule region --region none.csv cases.csv && says none.csv
}

@test "region: options that would do nothing are refused" {
	rows 0,0
	region 0,0 2,0 2,2
	expect 2 l2d-threshold --rule region cases.csv && says --region
	expect 2 l2d-threshold --region region.csv cases.csv && says 'needs --rule region'
	for option in --fit --best '--coverage .5' '--threshold .5' '--sweep 0:1:.5' '--cost 1'; do
		# shellcheck disable=SC2086
		expect 2 l2d-threshold --rule region --region region.csv $option cases.csv && says "${option% *}"
	done
	l2d-threshold --cost .2 --fit "$TESTDATA/small/cases.csv" | sed 's/^rule,,,chow/rule,,,region/' > model.csv
	grep -q region model.csv
	expect 3 l2d-apply model.csv < "$TESTDATA/small/cases.csv" && says 'rule' 'not known'
}
