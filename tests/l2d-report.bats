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

# Names that would be markup, an attribute's end, an entity, a script, or nothing that can be shown.
@test "attack: names of classes, experts, groups and files are text" {
	evil='<script>alert(1)</script>' quote='a"b'\''c' amp='&lt;x&#60;' odd=$(printf '\x9b\xe2\x80\xae\xff')
	awk -v FS=, -v OFS=, -v evil="$evil" -v odd="$odd" -v amp="$amp" 'function q(s) { gsub(/"/, "\"\"", s); return "\"" s "\"" }
		NR == 1 { $3 = q("p_" evil); $4 = q("p_" odd); $5 = q("p_" amp); $6 = q("e_" evil); $8 = q("conf_" evil); $10 = q("cost_" evil)
			$7 = q("e_" amp); $9 = q("conf_" amp); $11 = q("cost_" amp); print $0; next }
		{ for (i = 1; i <= NF; i++) { if ($i == "cat") $i = q(evil); if ($i == "dog") $i = q(odd); if ($i == "eel") $i = q(amp) } print }' \
		<(cut -d, -f1-11,17 "$TESTDATA/small/cases.csv") > "./$quote<i>.csv"
	report -g y --title "$evil$quote" "./$quote<i>.csv" > page
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
	printf 'id,y\n1,a\n' | expect 3 l2d-report
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
	says 'l2d-report: l2d-ece: No such file'
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
