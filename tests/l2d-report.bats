# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-report: what the page holds, that its numbers are the other programs', that names are text.

load common

report() { l2d-report --draws 40 "$@"; }

# The page as XML, which it is but for the document type: every tag is closed and every attribute quoted.
well_formed() {
	python3 - "$1" <<-'END'
		import sys, re, html.parser
		text = open(sys.argv[1], encoding="utf-8").read()
		void, stack, seen = {"meta", "input", "br"}, [], set()
		class Page(html.parser.HTMLParser):
		    def handle_starttag(self, tag, attrs):
		        ids = [v for k, v in attrs if k == "id"]
		        assert not (set(ids) & seen), ("id twice", ids)
		        seen.update(ids)
		        assert not any(k.startswith("on") for k, v in attrs), ("handler", tag, attrs)
		        if tag not in void: stack.append(tag)
		    def handle_startendtag(self, tag, attrs): pass
		    def handle_endtag(self, tag): assert stack and stack.pop() == tag, ("not closed", tag, self.getpos())
		page = Page(); page.feed(text); page.close()
		assert not stack, stack
		refs = re.findall(r'(?:href="#|aria-labelledby=")([^"]*)', text)
		assert all(r in seen for ref in refs for r in ref.split()), refs
		assert not re.search(r'https?://|src=|url\(|@import', text), "another file"
	END
}

@test "one page: well formed, no other file, the same bytes again" {
	report -g y "$TESTDATA/small/cases.csv" > one.html
	command -v python3 > /dev/null || skip "no python3"
	well_formed one.html
	report -g y -o two.html "$TESTDATA/small/cases.csv"
	cmp one.html two.html
	[ "$(grep -c '<svg role="img" aria-labelledby=' one.html)" -eq "$(grep -c '<svg' one.html)" ]
}

@test "reliability: every bin's n, mean confidence and frequency on hover are those of l2d-ece" {
	l2d-ece --reliability --estimand expert --bins 4 --interval .95 --draws 40 --digits 4 "$TESTDATA/small/cases.csv" > bins
	report --bins 4 "$TESTDATA/small/cases.csv" > page
	awk -F, 'NR > 1 && $5 > 0 { print $2 ": " $6 ": " $7 " (" $8 " to " $9 "), n = " $5 }' bins > want
	[ "$(wc -l < want)" -gt 3 ]
	while read -r line; do grep -qF "<title>$line</title>" page; done < want
}

@test "reliability by group: a figure of each expert, with the bins of l2d-ece and no other expert's" {
	l2d-ece --reliability --estimand expert -g y --bins 4 --interval .95 --draws 40 --digits 4 "$TESTDATA/small/cases.csv" > bins
	report -g y --bins 4 "$TESTDATA/small/cases.csv" > page
	for expert in ann bob; do
		awk -v RS='</figure>' -v expert=$expert 'index($0, "<figcaption>Reliability of the confidences of " expert ", by group")' page > figure
		awk -F, -v expert=$expert '$3 == expert && $1 != "" && $6 > 0 { print $1 ": " $7 ": " $8 " (" $9 " to " $10 "), n = " $6 }' bins | sort > want
		[ "$(wc -l < want)" -gt 4 ]
		grep -o '<title>[^<]*n = [0-9]*</title>' figure | sed 's/<[^>]*>//g' | grep -F ' (' | sort | diff want -
	done
}

# Names that would be markup, an attribute's end, an entity, a script, or nothing that can be shown.
# browser PAGE: its document after the script has run.
browser() {
	local program
	program=$(command -v chromium || command -v chromium-browser) || skip "no chromium"
	HOME=$PWD "$program" --headless --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" --dump-dom "file://$PWD/$1" 2> browser.err
}

# positions PAGE: a line each of NAME=VALUE..., all digits, as they stand in the page's table.
positions() {
	sed -n '/<table id="positions">/,/<\/table>/p' "$1" | awk '
	/<thead>/ { n = split($0, part, "data-name=\""); for (i = 2; i <= n; i++) name[i - 1] = substr(part[i], 1, index(part[i], "\"") - 1) }
	/^<tr><td>/ {
		line = ""; m = split($0, cell, "<td>")
		for (i = 2; i <= m; i++) {
			k = split(cell[i], value, "value=\"")
			for (j = 2; j <= k; j++)
				line = line " " name[i - 1] (j == 3 ? "_lo" : j == 4 ? "_hi" : "") "=" substr(value[j], 1, index(value[j], "\"") - 1)
		}
		gsub(/agent /, "agent_", line); print substr(line, 2)
	}'
}

# scored THRESHOLD TABLE: the same from l2d-threshold and l2d-score, but for costs, whose sums may differ in the last digit.
scored() {
	l2d-threshold --rule posthoc --threshold="$1" "$2" 2> err > decided
	l2d-score --interval .95 --draws 40 decided | awk -F, -v t="$1" 'NR == 1 { split($0, name); next }
		{ for (i = 1; i <= NF; i++) at[name[i]] = $i
		n = split("coverage system_accuracy model_accuracy expert_accuracy", want, " "); printf "threshold=%s", t
		for (k = 1; k <= n; k++) for (e = 0; e < 3; e++) { w = want[k] (e ? e == 1 ? "_lo" : "_hi" : ""); if (at[w] != "") printf " %s=%s", w, at[w] }
		printf " n_unscored=%s", at["n_unscored"] }'
	printf ' agent_0=%d agent_1=%d\n' "$(column agent decided | grep -cx ann)" "$(column agent decided | grep -cx bob)"
}

@test "threshold: every position is what l2d-score says of l2d-threshold there, and the slider shows it" {
	report --rule posthoc --without reliability --without standing --without skills "$TESTDATA/small/cases.csv" > page.html
	positions page.html > all
	[ "$(wc -l < all)" -ge 21 ]
	sed -n '1~1p' all | head -20 > some
	while read -r first rest; do scored "${first#*=}" "$TESTDATA/small/cases.csv"; done < some > want
	sed -E 's/ (cost|n_model)[a-z_]*=[^ ]*//g' some | diff - want
	# costs
	while read -r line; do
		t=${line#threshold=} c=${line##* cost=}
		near "${c%% *}" "$(l2d-threshold --rule posthoc --threshold="${t%% *}" "$TESTDATA/small/cases.csv" 2> err | l2d-score | column cost -)" 1e-15
	done < <(sed -n '2p;9p;20p' some)
	# moved by the slider: all twenty in one run of the browser
	sed 's|</body>|<pre id="seen"></pre><script>for (let i = 0; i < 20; i++) { const s = document.getElementById("position"); s.value = i;\
		s.dispatchEvent(new Event("input")); document.getElementById("seen").textContent += "@@threshold=" +\
		document.getElementById("shown-threshold").textContent + Array.from(document.querySelectorAll("[data-show]"), (e) =>\
		Array.from(e.querySelectorAll("data"), (d, k) => " " + e.dataset.show.replace(" ", "_") + ["", "_lo", "_hi"][k] + "=" + d.value).join("")).join("") + "@@\\n"; }\
		</script></body>|' page.html > moved.html
	browser moved.html > dom
	grep -o '@@threshold=[^@]*@@' dom | tr -d @ | sed 's/ *$//' > seen
	diff some seen
	# the command to copy makes the point; what follows the slider stands where it should
	grep -o '<code id="command">.*</code>' dom | sed 's/<[^>]*>//g' > command
	[ "$(cat command)" = "l2d-threshold --rule posthoc --threshold=$(sed -n '20s/threshold=\([^ ]*\).*/\1/p' some)" ]
	[ "$(grep -o '<g class="here"' dom | wc -l)" -eq 2 ]
}

@test "graded: qualities of 1 to 10 make a page with what l2d-score says of them, on an axis of mean quality" {
	printf '%s\n' p_0,p_1,e_a,quality_model,quality_a .9,.1,0,7,9 .6,.4,1,4,10 .7,.3,1,1,8 .2,.8,0,10,3 > graded.csv
	report -o page.html graded.csv
	grep -q 'mean quality of the system' page.html
	grep -q 'Mean quality of the system over coverage' page.html
	system=$(l2d-score graded.csv | column system_accuracy -)
	[ "$system" = 5.5 ]
	tr -d '\n' < page.html | grep -q "<dt>mean quality of the system</dt><dd><data value=\"$system\">"
	grep -q '<dt>mean quality of the best of all (oracle)</dt>' page.html
	grep -q 'mean quality alone' page.html
	fails grep -q '<\(dt\|th\|figcaption\|p\|h2\)[^>]*>[^<]*accuracy' page.html
}

@test "fault: an agent whose outcomes are all unknown cost the whole page; bins without rows were said as nan" {
	printf '%s\n' quality_a,quality_b,cost_a,cost_b 2,,1,2 3,,1,2 > graded.csv
	printf '%s\n' y,p_0,p_1,e_a,e_b,cost_a,cost_b 1,.2,.8,1,,.9,.5 0,.2,.8,1,,.9,.5 0,.7,.3,1,,.9,.5 > labels.csv
	for table in graded labels; do
		report -o page.html $table.csv
		awk -v RS='</figure>' '/<figcaption>[^<]* against cost: each agent alone/' page.html > figure
		grep -q '<title>a: ' figure
		fails grep -q '<title>b: ' figure
		fails grep -q '<desc[^>]*>[^<]*\<nan\>' page.html
	done
}

@test "threshold: the page's address names one" {
	slow "a browser"
	report --rule posthoc "$TESTDATA/small/cases.csv" > page.html
	positions page.html > all
	t=$(sed -n '7s/threshold=\([^ ]*\).*/\1/p' all)
	browser "page.html#threshold=$t" > dom
	grep -qF "<span id=\"shown-threshold\">$t</span>" dom
	grep -q 'aria-valuetext="threshold [^"]*coverage' dom
}

@test "cost: without confidences, each agent, mixing them and the oracle, as l2d-route has them" {
	cut -d, -f1-7,10-17 "$TESTDATA/small/cases.csv" > plain.csv
	report plain.csv > page
	awk -v RS='</figure>' '/<figcaption>Accuracy against cost: each agent alone/' page > figure
	l2d-route --frontier --constants --digits 4 plain.csv | awk -F, '/^(single|oracle)/ { print ($2 == "" ? $1 : $2) ": " $5 ": " $7 }' > want
	[ "$(wc -l < want)" -eq 4 ]
	while read -r line; do grep -qF "<title>$line" figure || { echo "$line"; return 1; }; done < want
	fails grep -q '>frontier<' figure
}

@test "cost: of agents alone, without a model; nobody answers then" {
	report "$TESTDATA/routerarena/routerarena_809.csv" > page
	grep -q 'no decisions and no model' page
	fails grep -q 'share of the rows</th>' page
	awk -v RS='</figure>' '/<figcaption>Mean quality against cost/' page > figure
	l2d-route --frontier --constants --digits 4 "$TESTDATA/routerarena/routerarena_809.csv" |
		awk -F, '/^(single|oracle)/ { print ($2 == "" ? $1 : $2) ": " $5 ": " $7 }' > want
	[ "$(wc -l < want)" -eq 3 ]
	while read -r line; do grep -qF "<title>$line" figure; done < want
}

@test "decisions in the table are a point in the figures of coverage and of cost, where the slider begins" {
	cut -d, -f1-7,10-17 "$TESTDATA/small/cases.csv" | l2d-threshold --rule chow --threshold=.3 > decided.csv
	report decided.csv > page
	l2d-score --interval .95 --draws 40 --digits 4 decided.csv > score
	at() { column "$1" score; }
	for x in coverage cost; do
		line="as decided: $(at $x): $(at system_accuracy) ($(at system_accuracy_lo) to $(at system_accuracy_hi))"
		grep -qF "<title>$line</title>" page || { echo "$line"; return 1; }
	done
	cut -d, -f1-7,10-17 "$TESTDATA/small/cases.csv" | report > free
	fails grep -q 'as decided' free
	positions page | awk -v c="$(l2d-score decided.csv | column coverage -)" '{ split($2, v, "="); d = v[2] < c ? c - v[2] : v[2] - c
		if (NR == 1 || d < best) { best = d; at = NR - 1 } } END { print at }' > first
	grep -q "id=\"position\".*value=\"$(cat first)\"" page
	# what l2d-route writes: what was paid is the point's cost
	l2d-route --rule cascade --order haiku,flash --threshold .5 --columns 'estimate=quality_*' "$TESTDATA/routerarena/routerarena_809.csv" > routed.csv
	report routed.csv > page
	l2d-score --digits 4 routed.csv > score
	grep -qF "<title>as decided: $(at cost): $(at system_accuracy) (" page
}

@test "more than six groups: a figure each, of one figure's axes" {
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "g" : NR % 7 }' "$TESTDATA/small/cases.csv" > many.csv
	report --bins 4 -g g many.csv > page
	awk -v RS='</figure>' '/<figcaption>Reliability of the model, by group/' page > figure
	[ "$(grep -c '<svg' figure)" -eq 7 ]
	for g in 0 1 2 3 4 5 6; do grep -q "<title[^>]*>Reliability of the model, by group: g=$g</title>" figure; done
	well_formed page
}

@test "threshold: rows that no threshold moves make no position that no threshold gives" {
	awk -F, -v OFS=, '{ print $0, NR == 1 ? "avail_ann,avail_bob,avail_model" : NR % 5 == 0 ? "0,0,1" : NR % 7 ? "1,1,1" : "1,1,0" }' \
		"$TESTDATA/small/cases.csv" > some.csv
	report --rule posthoc some.csv > page
	positions page > all
	head -1 all > some; tail -1 all >> some
	while read -r first rest; do scored "${first#*=}" some.csv; done < some > want
	sed -E 's/ (cost|n_model)[a-z_]*=[^ ]*//g' some | diff - want
}

@test "attack: names of classes, experts, groups and files are text" {
	evil='<script>alert(1)</script>' quote='a"b'\''c' amp='&lt;x&#60;' odd=$(printf '\x9b\xe2\x80\xae\xff')
	awk -v FS=, -v OFS=, -v evil="$evil" -v odd="$odd" -v amp="$amp" 'function q(s) { gsub(/"/, "\"\"", s); return "\"" s "\"" }
		NR == 1 { $3 = q("p_" evil); $4 = q("p_" odd); $5 = q("p_" amp); $6 = q("e_" evil); $8 = q("conf_" evil); $10 = q("cost_" evil)
			$7 = q("e_" amp); $9 = q("conf_" amp); $11 = q("cost_" amp); print $0; next }
		{ for (i = 1; i <= NF; i++) { if ($i == "cat") $i = q(evil); if ($i == "dog") $i = q(odd); if ($i == "eel") $i = q(amp) } print }' \
		<(cut -d, -f1-11,17 "$TESTDATA/small/cases.csv") > "./$quote<i>.csv"
	report -g y --rule posthoc --title "$evil$quote" "./$quote<i>.csv" > page
	[ "$(grep -o '<script' page | wc -l)" -eq 1 ]
	grep -qF '&lt;script&gt;alert(1)&lt;/script&gt;' page
	fails grep -q '<i>' page
	fails grep -qP '[\x00-\x08\x0b-\x1f\x7f]' page
	command -v python3 > /dev/null || skip "no python3"
	well_formed page
}

@test "sections that the table has no columns for are named, those of --without too" {
	cut -d, -f1-5 "$TESTDATA/small/cases.csv" | report --without done > page
	fails grep -q 'id="done"' page
	grep -q 'Left out, it needs' page
	printf 'id,y\n1,a\n' | expect 3 l2d-report --without standing
	[ ! -s out ]
	expect 2 l2d-report --without all "$TESTDATA/small/cases.csv"
	says "no section 'all'"
}

@test "what a program fails of is what the report fails of; the page is not touched" {
	echo old > page
	sed 's/cat,0.819/cow,0.819/' "$TESTDATA/small/cases.csv" > bad
	expect 3 l2d-report -o page bad
	says "l2d-report: bad:2:3: column 'y': " cow
	[ "$(cat page)" = old ]
	mkdir alone && cp "$(command -v l2d-report)" alone
	PATH=/nowhere expect 4 alone/l2d-report "$TESTDATA/small/cases.csv"
	says 'l2d-report: l2d-score: No such file'
}

@test "progress: which program runs, wiped at the end; the page is as it was" {
	report "$TESTDATA/small/cases.csv" > want
	report --progress "$TESTDATA/small/cases.csv" > got 2> shown
	cmp want got
	for program in l2d-score l2d-ece l2d-curve l2d-route; do tr '\r' '\n' < shown | grep -q "l2d-report: $program"; done
	[ -z "$(sed "s/.*\r$(printf '\033')\[K//" shown)" ]
	report --no-progress "$TESTDATA/small/cases.csv" 2>&1 > got | cmp - /dev/null
}

@test "a pipe is read as often as a file" {
	report --without done "$TESTDATA/small/cases.csv" > want
	cat "$TESTDATA/small/cases.csv" | TMPDIR=$PWD report --without done | cmp - want
	[ -z "$(find . -name 'l2d.*')" ]
	cat "$TESTDATA/small/cases.csv" | expect 4 env TMPDIR=/no/such l2d-report
	expect 2 l2d-report <(cat "$TESTDATA/small/cases.csv")
	says 'is a pipe'
}

@test "the commands are what a shell takes: typed in again they write what was drawn" {
	cp "$TESTDATA/small/cases.csv" "it's \$HOME.csv"
	report "it's \$HOME.csv" > page
	sed -n 's/^<pre><code>\(.*\)<\/code>$/\1/p' page | sed "s/&#39;/'/g; s/&gt;/>/g; s/&amp;/\&/g" > commands
	[ "$(wc -l < commands)" -ge 2 ]
	bash -e commands > out
	grep -q '^estimand,' out
}

@test "groups: the largest falls first, with the intervals of l2d-score" {
	report -g y "$TESTDATA/small/cases.csv" > page
	sed -n '/<section id="groups"/,/<\/section>/p' page > groups
	[ "$(sed -n 's/^<tr><th scope="row">\([a-z]*\)<.*/\1/p' groups | paste -sd' ')" = "cat dog eel" ]
	l2d-score -g y --interval .95 --draws 40 "$TESTDATA/small/cases.csv" > want
	for name in system_accuracy system_accuracy_lo system_accuracy_hi system_accuracy_excess system_accuracy_excess_lo system_accuracy_excess_hi coverage cost; do
		column $name want | sed -n '1,3p' | while read -r x; do [ -z "$x" ] || grep -qF "value=\"$x\"" groups || { echo "$name $x"; exit 1; }; done
	done
	grep -qF "value=\"$(column system_accuracy_gap_simultaneous_hi want | tail -1)\"" groups
}

@test "agreement: counts are those of the table" {
	report "$TESTDATA/small/cases.csv" > page
	sed -n '/<section id="agreement"/,/<\/section>/p' page > agreement
	awk -F, 'NR > 1 && $17 > 0 && $7 != "" { m = $3 >= $4 ? ($3 >= $5 ? "cat" : "eel") : $4 >= $5 ? "dog" : "eel"
		n[(m == $2) ($7 == $2)]++; said[m "," $7]++ }
		END { printf "bob</th><td>%d</td><td>%d</td><td>%d</td><td>%d</td>\n", n[11], n[10], n["01"], n["00"]
		split("cat dog eel", c, " "); for (i = 1; i <= 3; i++) { printf "<tr><th scope=\"row\">%s</th>", c[i]
			for (j = 1; j <= 3; j++) printf "<td>%d</td>", said[c[i] "," c[j]]; print "</tr>" } }' "$TESTDATA/small/cases.csv" > want
	while read -r line; do grep -qF "$line" agreement || { echo "$line"; cat agreement; return 1; }; done < want
}

@test "done: the digest of every file" {
	head -9 "$TESTDATA/small/cases.csv" > one
	report --without threshold one - < one > page
	[ "$(grep -c "SHA-256 <code>$(sha256sum < one | cut -c1-64)</code>" page)" -eq 2 ]
}

@test "further operands: every program's table is drawn and has all its cells, decisions are scored and compared" {
	cut -d, -f1-18 "$TESTDATA/small/cases.csv" > cases.csv
	l2d-ece --reliability cases.csv > rel.csv
	l2d-ece cases.csv > ece.csv
	l2d-score --group y --interval .9 --draws 40 cases.csv > score.csv
	l2d-route --frontier --paid-reads cases.csv > frontier.csv
	l2d-threshold --rule posthoc cases.csv > decided.csv 2> err
	l2d-curve --tag run=1 decided.csv > curve.csv
	l2d-watch --columns weight= --window 8 decided.csv > watch.csv
	l2d-compare --against model decided.csv > pairs.csv
	l2d-workload --balanced cases.csv > balanced.csv 2> err
	report cases.csv rel.csv ece.csv curve.csv score.csv frontier.csv watch.csv pairs.csv decided.csv balanced.csv > page
	sed -n '/<section id="tables"/,/<\/section>/p' page > tables
	[ "$(grep -c '<svg' tables)" -eq 7 ]
	for x in rel ece curve score frontier watch pairs; do
		grep -qF "<h3>$x.csv</h3>" tables
		sed -n "/<h3>$x.csv/,/<\/table>/p" tables | grep -o '<tr><td.*' | sed 's/<td data-name="[^"]*">/<td>/g; s/<data value="\([^"]*\)">[^<]*<.data>/\1/g; s/<\/td><td>/,/g; s/<[^>]*>//g; s/–//g' > cells
		tail -n +2 $x.csv | diff - cells
	done
	sed -n '/<section id="others"/,/<\/section>/p' page > others
	l2d-compare --measure accuracy --interval .95 --draws 40 --seed 1 cases.csv decided.csv balanced.csv > want
	[ "$(wc -l < want)" -eq 4 ]
	for x in $(column difference want) $(column difference_lo want) $(l2d-score decided.csv | column system_accuracy -) $(l2d-score balanced.csv | column cost -); do
		grep -qF "\"$x\"" others
	done
	[ "$(grep -c 'SHA-256' page)" -eq 10 ]
	# a table wider than a sheet of paper is printed as paragraphs of names and values
	[ "$(grep -c '<div class="wide many">' tables)" -eq 5 ]
	[ "$(sed -n '/<h3>score.csv/,/<\/table>/p' tables | grep -o 'data-name="[^"]*"' | sort -u | wc -l)" -eq "$(head -1 score.csv | tr , '\n' | wc -l)" ]
	expect 3 l2d-report cases.csv "$TESTDATA/small/region.csv"
	says 'of no result'
	expect 2 l2d-report --region x_1,x_2 cases.csv rel.csv
}
