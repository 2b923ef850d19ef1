# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "bounds on the risk of plug-in rules, of the rejector and of whatever was fitted to a table are never broken" {
	run_pipeline bound
	awk -F, 'FNR > 1 && !($7 >= $6 && ($6 >= 0 || $2 == "generalization")) { print FILENAME ": " $0; bad = 1 } END { exit bad }' out/trial/*.csv
	[ "$(cat out/trial/*.csv | grep -c '^[0-9]')" = 32 ]
	for loss in sova css ova rejector; do
		case $loss in rejector) bounds='rejector generalization' ;; *) bounds='plugin generalization' ;; esac
		# both sides fall with the number of cases; the bound is loose, but says something
		for bound in $bounds; do
			above "$(at limit bound=$bound loss=$loss cases=100)" "$(at limit bound=$bound loss=$loss cases=10000)" .2
			above "$(at excess bound=$bound loss=$loss cases=100)" "$(at excess bound=$bound loss=$loss cases=10000)" .02
			above .12 "$(at limit bound=$bound loss=$loss cases=10000)" 0
		done
	done
	# by hand: one point where the expert (.5, at a cost of .1) is taken for .9 and the best class (.6) for .55
	printf 'x,p_x,class_0,class_1,class_2,expert,optimum\n1,1,.6,.3,.1,.5,.6\n' > truth
	printf 'id,p_0,p_1,p_2,conf_h\n1,.55,.3,.15,.9\n' > plugin
	[ "$(awk -f "$ROOT/pipelines/bound/sides.awk" -v bound=plugin -v c0=.1 truth plugin)" = 0.2,0.8 ]
	# A = .4, B = .6, r = log 2: excess .2; .4 log 1.5 + .6 log 3 less the entropy of .4, .8213535 - .6730117
	printf 'id,z_0,z_1,z_2,defer_h\n1,1,0,0,.6931471805599453\n' > rejector
	near "$(awk -f "$ROOT/pipelines/bound/sides.awk" -v bound=rejector -v c0=.1 truth rejector | cut -d, -f1)" .2 1e-9
	near "$(awk -f "$ROOT/pipelines/bound/sides.awk" -v bound=rejector -v c0=.1 truth rejector | cut -d, -f2)" .5446866 1e-6
	# all cases go to the expert: .6 in the world, on four cases, one of them wrong, .35; 1.1 sqrt((log 4 + log 20) / 8)
	printf 'id,y,e_h,w,x_1\n1,0,0,3,1\n2,0,1,1,1\n' > table
	[ "$(awk -f "$ROOT/pipelines/bound/sides.awk" -v bound=generalization -v c0=.1 truth plugin table)" = 0.25,0.814114 ]
}
