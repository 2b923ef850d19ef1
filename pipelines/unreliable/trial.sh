# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One trial: rules made on one part of the tweets, decisions on the other, whose annotators then err more than they did.
# Writes trial, method, who, worse and the scores; worse: the probability with which an annotator's answer is made wrong.
seed=$1
table=$HERE/../../testdata/hatespeech/hatespeech_24783.csv
levels=$([ "$QUICK" ] && echo 0 .3 || echo 0 .05 .1 .15 .2 .25 .3 .4)
price=.05

if [ "$QUICK" ]; then head -n 8001 "$table"; else cat "$table"; fi | cut -d, -f1-5,9- > all.csv
l2d-split --part fit --parts fit=.5,test=.5 --seed "$seed" all.csv > fit.csv
l2d-split --part test --parts fit=.5,test=.5 --seed "$seed" all.csv > test.csv
l2d-train --loss confidence --tolerance 1e-5 fit.csv > confidence.csv
l2d-apply --emit confidences confidence.csv < test.csv > ready.csv

l2d-threshold --rule chow --cost $price ready.csv > chow.csv
l2d-threshold --rule posthoc --cost $price ready.csv > posthoc.csv
for d in .05 .1 .2; do l2d-threshold --rule posthoc --cost $price --ambiguity $d ready.csv > ambiguity$d.csv; done
# EM's own classifier and gate, at the coverage of posthoc
coverage=$(l2d-score posthoc.csv | awk -F, 'NR == 2 { print $2 }')
l2d-em --confidence model --coverage "$coverage" --tolerance 1e-5 fit.csv > em-model.csv
l2d-apply em-model.csv < test.csv > em.csv

# worsen LEVEL WHO FILE: with that probability the annotators, or the one, answer wrongly; drift: all of them, with a probability that grows
# from 0 in the first row to twice the level in the last.  The decision stays who answers.
worsen() {
	awk -v worse="$1" -v who="$2" -v rows="$(($(wc -l < "$3") - 1))" 'BEGIN { if (who == "drift") printf "--rows %d", rows
		for (e = 1; e <= 3; e++) printf " --expert w%d=%s", e, who == "drift" ? "drift:1:" 1 - 2 * worse : "accuracy:" (who == "all" || who == e ? 1 - worse : 1) }' > how
	# shellcheck disable=SC2046
	l2d-expert $(cat how) --seed "$seed" "$3" | awk -F, -v OFS=, '
		NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; NF -= 3; print; next }
		{ for (e = 1; e <= 3; e++) if ($c["e_w" e] != $c["y"]) $c["e_" e] = $c["e_w" e]
			if ($c["agent"] != "model") $c["answer"] = $c["e_" $c["agent"]]
			NF -= 3; print }'
}

for method in chow posthoc em ambiguity.05 ambiguity.1 ambiguity.2; do
	weakest=$(l2d-stress --experts $method.csv | awk -F, '$1 == "rise" && $3 == "" { print $8 }')
	for who in all weakest drift; do
		for level in $levels; do
			one=$([ $who = weakest ] && echo "$weakest" || echo $who)
			worsen "$level" "$one" $method.csv > worse.csv
			l2d-score --tag trial="$seed" --tag method=$method --tag who=$who --tag worse="$level" worse.csv
			[ $who != drift ] || awk -v n="$(wc -l < worse.csv)" 'NR == 1 || NR > .75 * n' worse.csv |
				l2d-score --tag trial="$seed" --tag method=$method --tag who=late --tag worse="$level" >> late.csv
		done
	done
	cat late.csv
	rm late.csv
done
