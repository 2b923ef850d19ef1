# Reads two tables of the same columns; writes the second one's id, y, p_*, e_*, with conf_* for every expert:
# sum over classes c of p_c times the share of the first table's class-c rows that the expert gets right.
BEGIN {
	FS = OFS = ","
}

FNR == 1 {
	for (i = 1; i <= NF; i++)
		at[$i] = i
	if (NR > 1) {
		for (e = 1; e <= 3; e++)
			for (c = 0; c <= 2; c++)
				rate[e, c] = right[e, c] / n[c]
		print "id,y,p_0,p_1,p_2,e_1,e_2,e_3,conf_1,conf_2,conf_3"
	}
	next
}

NR == FNR {
	n[$at["y"]]++
	for (e = 1; e <= 3; e++)
		right[e, $at["y"]] += $at["e_" e] == $at["y"]
	next
}

{
	line = $at["id"] OFS $at["y"] OFS $at["p_0"] OFS $at["p_1"] OFS $at["p_2"] OFS $at["e_1"] OFS $at["e_2"] OFS $at["e_3"]
	for (e = 1; e <= 3; e++) {
		conf = 0
		for (c = 0; c <= 2; c++)
			conf += $at["p_" c] * rate[e, c]
		line = line OFS sprintf("%.9g", conf)
	}
	print line
}
