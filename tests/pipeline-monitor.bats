# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
load pipeline

@test "monitor: a guarantee holds until the world changes, and the alarms say so" {
	run_pipeline monitor
	for stream in harder drifting tired late; do
		above "$(at error_after stream=$stream alarm=any)" .12 .01
		near "$(at seen stream=$stream alarm=risk)" 1 0
		near "$(at seen stream=$stream alarm=accuracy)" 1 0
	done
	# nothing happens: one of these streams is among the one in twenty that may raise an alarm, of coverage; no other test does
	above .13 "$(at error_before stream=nothing alarm=any)" 0
	for alarm in risk score accuracy silent; do
		near "$(at early stream=nothing alarm=$alarm)" 0 0
		near "$(at seen stream=nothing alarm=$alarm)" 0 0
	done
	# who sees what: the expert's accuracy, its silence; not the scores of the model
	near "$(at seen stream=tired alarm=score)" 0 0
	near "$(at seen stream=silent alarm=silent)" 1 0
	near "$(at seen stream=silent alarm=risk)" 0 0
	above "$(at delay stream=harder alarm=risk)" "$(at delay stream=harder alarm=score)" 50
	above "$(at delay stream=tired alarm=risk)" "$(at delay stream=tired alarm=accuracy)" 500
	above "$(at delay stream=late alarm=score)" "$(at delay stream=harder alarm=score)" 100
	above "$(at delay stream=drifting alarm=score)" "$(at delay stream=harder alarm=score)" 500
	grep -q '</svg>' out/windows.svg
	[ "$(wc -l < out/windows.csv)" = 21 ]
}
