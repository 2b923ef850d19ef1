# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One network of deep_first_k.csv (-v method=M -v k=K) as a system of two experts: net, empty where it defers, and h, who
# knows the first k classes.  mixexp defers every case for every k.
BEGIN { FS = OFS = "," }

NR == 1 {
	for (i = 1; i <= NF; i++) at[$i] = i
	e = at["e_" k]
	net = at[method "_" k]
	print "id,y,e_net,e_h,agent,answer"
	next
}

{
	said = method == "mixexp" ? "" : $net
	print $1, $2, said, $e, said == "" ? "h" : "net", said == "" ? $e : said
}
