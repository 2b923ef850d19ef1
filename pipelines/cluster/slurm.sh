# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# A summary of a table in N shares by Slurm: sh slurm.sh N TABLE FOLDER SUMMARY...
# An array job makes the states FOLDER/K.part that are missing, and when all have been made another job makes FOLDER/summary.csv.
# Where a task failed, the same command again runs that one and the merge.  Prints the numbers of the jobs.
set -eu
n=$1 table=$2 folder=$3
shift 3
mkdir -p "$folder"

missing=$(for k in $(seq "$n"); do [ -e "$folder/$k.part" ] || echo "$k"; done | paste -sd,)
array="" after=""
if [ -n "$missing" ]; then
	array=$(sbatch --parsable --array="$missing" --output="$folder/%a.log" --wrap "k=\$SLURM_ARRAY_TASK_ID
		$* --partial --shard \$k/$n '$table' > '$folder'/\$k.new && mv '$folder'/\$k.new '$folder'/\$k.part")
	after="--dependency=afterok:$array --kill-on-invalid-dep=yes"
fi
# shellcheck disable=SC2086 # words
merge=$(sbatch --parsable $after --output="$folder/merge.log" --wrap "$* --merge '$folder'/*.part > '$folder/summary.csv'")
echo "$array $merge"
