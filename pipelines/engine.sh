# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Trials as tasks of an engine: engine.sh parallel|slurm FOLDER MAKE...; MAKE ENGINE=list trials prints the numbers of those that
# are missing, MAKE ENGINE=make FOLDER/N.csv makes trial N.  Ends when all have ended, with another status than 0 when one has failed.
engine=$1 folder=$2
shift 2
# Tasks of one array job: Slurm's own limit is 1001.  A task makes every 1000th trial of the list.
most=1000

missing=$("$@" ENGINE=list trials)
set -- "$@" ENGINE=make

case $engine in
parallel)
	[ -z "$missing" ] || parallel -q "$@" "$folder/{}.csv" <<< "$missing"
	;;
slurm)
	[ -n "$missing" ] || exit 0
	mkdir -p "$folder"
	while read -r n; do echo "$folder/$n.csv"; done <<< "$missing" > "$folder/tasks"
	n=$(wc -l < "$folder/tasks")
	sbatch --quiet --wait --array="1-$((n < most ? n : most))" --output="$folder/slurm-%a.log" \
		--wrap "sed -n \"\${SLURM_ARRAY_TASK_ID}~${most}p\" '$folder/tasks' | xargs -d '\\n' $(printf '%q ' "$@") -k" ||
		{ cat "$folder"/slurm-*.log >&2; exit 1; }
	;;
*)
	echo "engine.sh: no such engine: '$engine' (make, parallel or slurm)" >&2
	exit 2
	;;
esac
