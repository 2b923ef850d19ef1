# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "two groups: what the figure of the paper shows" {
	run_pipeline posthoc-synthetic
	accuracy() { at system_accuracy method="$1" c0="$2"; }

	# the rejector at least as good as css and ova, and above thresholding, where much is deferred
	for c0 in 0 .1 .2; do
		for other in css ova threshold; do
			above "$(accuracy rejector $c0)" "$(accuracy $other $c0)" .01
		done
	done

	# Chow's rule defers nearly all at a price of 0.1 and is worst, and worst among those that defer about half
	near "$(at coverage method=chow c0=.1)" 0 .05
	for other in css ova threshold rejector; do
		above "$(accuracy $other .1)" "$(accuracy chow .1)" .03
		above "$(accuracy $other .1)" "$(accuracy chow .3)" .03
	done

	# a higher price, fewer deferrals
	for method in chow css ova threshold rejector; do
		for pair in '0 .1' '.1 .2' '.2 .3'; do
			above "$(at coverage method=$method c0="${pair#* }")" "$(at coverage method=$method c0="${pair% *}")" 0
		done
	done

	# trial by trial: ten pairs, two measures, four costs; the mean and Student's interval of the paired differences,
	# 2.570582 being the quantile of 5 degrees of freedom
	[ "$(awk -F, 'NR > 1 && $5 == 6' out/compare.csv | wc -l)" = 80 ]
	for measure in system_accuracy cost_adjusted_accuracy; do
		awk -F, -v price="$([ $measure = system_accuracy ] || echo .1)" '
			$1 == "trial" { for (i = 1; i <= NF; i++) c[$i] = i; next }
			$3 + 0 == .1 { x[$1, $2] = $c["system_accuracy"] - price * (1 - $c["coverage"]); trial[$1] }
			END {
				for (t in trial) { d = x[t, "rejector"] - x[t, "css"]; n++; sum += d; squares += d * d }
				h = 2.570582 * sqrt((squares - sum * sum / n) / (n - 1) / n)
				print sum / n; print sum / n - h; print sum / n + h
			}' OFMT=%.9f out/trial/*.csv > wanted
		awk -F, -v m=$measure '$1 == "0.1" && $2 == "css" && $3 == "rejector" && $4 == m {
			print $8; print $9; print $10 }' out/compare.csv > got
		[ "$(wc -l < got)" = 3 ]
		while read -r a b; do near "$a" "$b" 1e-7; done < <(paste wanted got)
	done
}

@test "the means of the pipelines: Student's intervals" {
	printf 'm,x,z\na,1,5\na,2,\nm,z,u,x\nb,1,0,5\na,,0,3\n' > t
	# mean 2, standard deviation 1, and 4.3027 / sqrt(3)
	awk -f "$ROOT/pipelines/mean.awk" -v by=m -v of=x,z t > means
	same means <<- END
		m,n,x,x_lo,x_hi,z,z_lo,z_hi
		a,3,2,-0.484165,4.484165,5,5,5
		b,1,5,5,5,1,1,1
	END
	for t in 3:3.182446 4:2.776445 9:2.262157 24:2.063899 249:1.969537; do
		near "$(awk "$(sed -n '/^function student/,$p' "$ROOT/pipelines/mean.awk") BEGIN { print student(${t%:*}) }")" \
			${t#*:} .005
	done
	run awk -f "$ROOT/pipelines/mean.awk" -v by=m -v of=y t
	[ "$status" -eq 1 ]
	[ "$output" = "mean.awk: t: no column y" ]
}
