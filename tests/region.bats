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
	local regions=${L2D_ALL:+120}
	regions=${regions:-30}
	python3 - "$regions" <<-'E'
	import random, sys
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
	for k in range(int(sys.argv[1])):
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
	for k in $(seq 0 $((regions - 1))); do
		l2d-threshold --rule region --region region.$k cases.$k > got.csv
		column score got.csv | diff -q want.$k - || { echo "region.$k"; return 1; }
	done
	cat want.* | sort | uniq -c | awk '$1 > 500 { n++ } END { exit n != 2 }'
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
	expect 3 l2d-threshold --rule region --region region.csv cases.csv
	says "cases.csv:3:1: column 'x_1': missing"
	l2d-threshold --rule region --region region.csv --na-action skip cases.csv > out 2> err
	says '1 row'
	expect 4 l2d-threshold --rule region --region none.csv cases.csv
	says none.csv
}

@test "region: options that would do nothing are refused" {
	rows 0,0
	region 0,0 2,0 2,2
	expect 2 l2d-threshold --rule region cases.csv
	says --region
	expect 2 l2d-threshold --region region.csv cases.csv
	says 'needs --rule region'
	for option in --fit --best '--coverage .5' '--threshold .5' '--sweep 0:1:.5' '--cost 1'; do
		# shellcheck disable=SC2086
		expect 2 l2d-threshold --rule region --region region.csv $option cases.csv
		says "${option% *}"
	done
	l2d-threshold --cost .2 --fit "$TESTDATA/small/cases.csv" | sed 's/^rule,,,chow/rule,,,region/' > model.csv
	grep -q region model.csv
	expect 3 l2d-apply model.csv < "$TESTDATA/small/cases.csv"
	says 'rule' 'not known'
}

# plane: rows on the nodes of a grid, so that many lie on edges and vertices; the model knows x_1 alone, the expert half of the rest.
plane() {
	awk 'BEGIN { srand(5); print "x_1,x_2,y,p_a,p_b,e_ann,w"
		for (x = 0; x <= 10; x += .5) for (y = 0; y <= 10; y += .5) {
			c = x + y > 10; p = x / 10
			print x "," y "," (c ? "b" : "a") "," 1 - p "," p "," (rand() < .8 == c ? "b" : "a") "," 1 + (x == y) } }' > cases.csv
}

# browse PAGE < SCRIPT: the page as Chromium has it after the script, which may draw([x, y]...), tap([x, y]...), press(KEY, ...).
browse() {
	# frames are drawn when the machine has time for it, timers when the clock of the budget says so
	{ sed 's|</body>||; s|</html>||; s|<main>|<script>window.requestAnimationFrame = f => setTimeout(f, 9);</script>&|' "$1"; echo '<script>
		const frame = JSON.parse(document.getElementById("region-data").textContent).frame;
		function send(type, v) {
			const place = frame.map((a, k) => a.from + (v[k] - a.lo) / (a.hi - a.lo) * (a.to - a.from));
			const p = new DOMPoint(...place).matrixTransform(document.querySelector("#stage svg").getScreenCTM());
			document.querySelector("#stage").dispatchEvent(new PointerEvent(type, {clientX: p.x, clientY: p.y, pointerId: 1,
				pointerType: "pen", isPrimary: true, bubbles: true, cancelable: true}));
		}
		function draw(...points) {
			send("pointerdown", points[0]);
			points.forEach(v => send("pointermove", v));
			send("pointerup", points[points.length - 1]);
		}
		function tap(...points) { points.forEach(v => draw(v)); }
		function press(...keys) {
			for (const key of keys)
				(document.activeElement || document).dispatchEvent(new KeyboardEvent("keydown",
					{key, ctrlKey: key === "z", bubbles: true, cancelable: true}));
		}
		const settled = () => new Promise(go => setTimeout(go, 50)), click = id => document.getElementById(id).click();
		(async () => {'; cat; echo '})();</script></body></html>'; } > drawn.html
	chromium --headless --no-sandbox --disable-gpu --user-data-dir=profile --virtual-time-budget=3000 --dump-dom drawn.html > dom 2> /dev/null
	sed -n '/<pre id="csv"><\/pre>/d; /<pre id="csv">/,/<\/pre>/p' dom | sed 's/.*<pre id="csv">//; /<\/pre>/d' > region.csv
}

needs_chromium() { command -v chromium > /dev/null || skip "chromium is not installed"; }

# value ID: of a number on the page.
value() { sed -n "s/.*<data id=\"$1\" value=\"\([^\"]*\)\".*/\1/p" dom; }

# agrees: what the page counts is what l2d-threshold and l2d-score make of the region that it saves, and of the best threshold.
agrees() {
	l2d-threshold --rule region --region region.csv cases.csv 2> err | l2d-score > system &&
	[ "$(value drawn-coverage)" = "$(column coverage system)" ] && [ "$(value drawn-accuracy)" = "$(column system_accuracy system)" ] &&
	l2d-threshold --coverage "$(column coverage system)" cases.csv 2> err | l2d-score > best &&
	[ "$(value best-coverage)" = "$(column coverage best)" ] && [ "$(value best-accuracy)" = "$(column system_accuracy best)" ] ||
		{ cat region.csv system best; grep -o '<data id[^>]*>' dom; return 1; }
}

@test "page: a lasso, its edges through rows, gives the counts of l2d-threshold" {
	needs_chromium
	plane
	l2d-report --region x_1,x_2 cases.csv > page.html
	browse page.html <<< 'draw([1, 1], [4, 7], [8, 7], [6, 3], [9, 0.5], [5.5, 2]);'
	[ "$(tail -n +2 region.csv | tr '\n' ' ')" = "1,1 4,7 8,7 6,3 9,0.5 5.5,2 " ]
	agrees
	# a row on the edge is inside; the weights count
	l2d-threshold --rule region --region region.csv cases.csv > decided.csv
	grep -q '^3,5,.*,1,ann,' decided.csv
	[ "$(value drawn-deferred)" = "$(awk -F, 'NR > 1 && $8 { n += $7 } END { print n }' decided.csv)" ]
	[ "$(value less-deferred)" != 0 ] || [ "$(value less-accuracy)" != 0 ]
}

@test "page: a line that crosses itself, and a second polygon tapped corner by corner" {
	slow "a browser"
	needs_chromium
	plane
	l2d-report --region x_1,x_2 cases.csv > page.html
	# a star and a triangle
	browse page.html <<< 'draw([5, 9.5], [7.5, 1], [1, 6], [9, 6], [2.5, 1]); tap([0, 0], [2, 0], [0, 2]);'
	[ "$(head -1 region.csv)" = x_1,x_2,polygon ]
	[ "$(cut -d, -f3 region.csv | sort | uniq -c | tr -s ' \n' ' ')" = " 5 1 3 2 1 polygon " ]
	agrees
}

@test "page: keys draw, and what is drawn is said in words" {
	needs_chromium
	plane
	l2d-report --region x_1,x_2 cases.csv > page.html
	# the cross begins in the middle and goes 12 units of the drawing a step
	browse page.html <<< 'document.getElementById("stage").focus();
		press(" ", "ArrowRight", "ArrowRight", " ", "ArrowUp", "ArrowUp", "ArrowUp", " ", "ArrowLeft", " ", "Enter");'
	[ "$(wc -l < region.csv)" -eq 5 ]
	[ "$(sed -n 2p region.csv)" = 5,5 ]
	agrees
	grep -q '<p id="summary" role="status">1 polygon: [0-9]* of 462 cases are deferred, coverage 0\.[0-9]*, system accuracy' dom
}

@test "page: undo, clear and what is drawn is next to nothing" {
	slow "a browser, three times"
	needs_chromium
	plane
	l2d-report --region x_1,x_2 cases.csv > page.html
	browse page.html <<< 'draw([1, 1], [4, 7], [8, 7]); draw([0, 0], [1, 0], [1, 3]); press("z");'
	[ "$(tail -n +2 region.csv | tr '\n' ' ')" = "1,1 4,7 8,7 " ]
	browse page.html <<< 'draw([1, 1], [4, 7], [8, 7]); await settled(); click("clear"); await settled(); click("undo");'
	[ "$(wc -l < region.csv)" -eq 4 ]
	agrees
	browse page.html <<< 'draw([1, 1], [4, 7], [8, 7]); await settled(); click("clear"); tap([3, 3], [4, 4]);'
	[ ! -s region.csv ]
	[ "$(value drawn-coverage)" = 1 ]
	grep -q 'id="undo"' dom
	fails grep -q 'id="undo" disabled' dom
	grep -q 'id="save"[^>]*aria-disabled="true"' dom
}

# Doubles that no decimal of few digits is, where products round: the script has the predicates of lib/math/polygon.
@test "page: points on edges are decided as l2d-threshold decides them, for any doubles" {
	needs_chromium
	awk 'BEGIN { srand(11); print "x_1,x_2,y,p_a,p_b,e_ann"
		for (i = 0; i < 4000; i++) { t = int(rand() * 40) / 37; e = i % 4
			x = e == 0 ? .1 + t * .6 : e == 1 ? .7 - t * .3 : e == 2 ? .4 - t * .3 : rand()
			y = e == 0 ? .1 + t * .2 : e == 1 ? .3 + t * .6 : e == 2 ? .9 - t * .8 : rand()
			printf "%.17g,%.17g,a,.6,.4,b\n", x, y } }' > cases.csv
	l2d-report --region x_1,x_2 cases.csv > page.html
	browse page.html <<< 'draw([.1, .1], [.7, .3], [.4, .9]);'
	[ "$(tail -n +2 region.csv | tr '\n' ' ')" = "0.1,0.1 0.7,0.3 0.4,0.9 " ]
	agrees
	# a filter without the exact sum would put some of them on the other side
	awk -F, 'NR > 1 { u = (.7 - .1) * ($2 - .1); d = (.3 - .1) * ($1 - .1); a = u - d; if (a && a * a < 1e-31) n++ } END { exit n < 20 }' cases.csv
}

@test "page: the same bytes for any order of rows, and for a row of weight 2 as two rows; the numbers need no script" {
	plane
	l2d-report --region x_1,x_2 cases.csv > page.html
	{ head -1 cases.csv; tail -n +2 cases.csv | tac; } > back.csv
	awk -F, -v OFS=, 'NR > 1 { n = $7; $7 = 1; for (i = 1; i < n; i++) print } 1' cases.csv > twice.csv
	for f in back.csv twice.csv; do l2d-report --region x_1,x_2 $f | sed "s/$f/cases.csv/" | cmp - page.html; done
	l2d-report --region x_1,x_2 < cases.csv | sed 's/region.csv | /region.csv -- cases.csv | /' | cmp - page.html
	# the table of thresholds is that of l2d-threshold --coverage
	sed -n '/<caption>Thresholds/,/<\/table>/s/.*<tr><td><data value="\([^"]*\)".*<data value="\([^"]*\)".*<data value="\([^"]*\)".*<td>.*/\1,\3/p' page.html > rows
	[ "$(wc -l < rows)" -ge 10 ]
	while IFS=, read -r coverage accuracy; do
		[ "$(l2d-threshold --coverage "$coverage" cases.csv | l2d-score | cut -d, -f2,4 | tail -1)" = "$coverage,$accuracy" ]
	done < rows
}

@test "page: counts have all their digits" {
	awk 'BEGIN { print "x_1,x_2,y,p_a,p_b,e_ann"; for (i = 0; i < 12345; i++) print i % 100 "," i ",a,.6,.4,b" }' > cases.csv
	l2d-report --region x_1,x_2 cases.csv > page.html
	grep -q '<data value="12345">12345</data>' page.html
	needs_chromium
	browse page.html <<< 'draw([-1, -1], [100, -1], [100, 13000], [-1, 13000]);'
	grep -q '<data id="drawn-deferred" value="12345">12345</data>' dom
}

@test "page: what it refuses" {
	plane
	for columns in x_1 x_1,x_2,w; do
		expect 2 l2d-report --region "$columns" cases.csv
		says '--region: not two columns'
		[ ! -s out ]
	done
	expect 2 l2d-report --region '' cases.csv
	says '--region: no list of columns'
	expect 2 l2d-report --region x_1,x_1 cases.csv
	says '--region: a column twice'
	expect 3 l2d-report --region x_1,x_3 cases.csv
	says "no column 'x_3'"
	expect 2 l2d-report --region x_1,x_2 --bins 3 cases.csv
	says --region --bins
	awk -F, -v OFS=, 'NR > 1 { $7 = 0 } 1' cases.csv > none.csv
	expect 3 l2d-report --region x_1,x_2 none.csv
	says 'none has weight'
	cut -d, -f1,2,4-6 cases.csv > unlabelled.csv
	expect 3 l2d-report --region x_1,x_2 unlabelled.csv
	says "'y'"
	[ ! -s out ]
}

@test "page: names are text and data" {
	evil='</script><script>alert(1)</script>'
	{ printf '"%s","a""b",y,p_%s,p_<b>,e_ann\n' "$evil" "$evil"; printf '%s\n' "1,2,<b>,.4,.6,<b>" "2,3,<b>,.4,.6,<b>" "3,1,$evil,.4,.6,<b>"; } > cases.csv
	l2d-report --region "\"$evil\",\"a\"\"b\"" cases.csv > page.html
	[ "$(grep -c '<script' page.html)" -eq 2 ]
	fails grep -qF '<b>' page.html
	needs_chromium
	browse page.html <<< 'draw([.5, .5], [3.5, .5], [3.5, 3.5]);'
	sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' region.csv > plain.csv
	[ "$(head -1 plain.csv)" = "$evil,\"a\"\"b\"" ]
	mv plain.csv region.csv
	agrees
}
