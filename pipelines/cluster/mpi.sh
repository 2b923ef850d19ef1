# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# A model from N processes of MPI, each of which reads its share of the table: sh mpi.sh N TRAINER... TABLE > MODEL, as
# sh mpi.sh 8 l2d-train --loss css big.csv.  Hosts: HOSTS=one:4,two:4.  The programs are of a build with MPI.
set -eu
n=$1 trainer=$2
shift 2
# -q: of a failure l2d's message is enough.  A process each core, and memory for the whole table in each.
exec mpirun -q -n "$n" ${HOSTS:+--host "$HOSTS"} "$trainer" --shard auto "$@"
