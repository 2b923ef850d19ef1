#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The programs that MPI runs, linked into a folder: mpi.sh FOLDER.  One object knows of MPI; with it the others of the build are those
# of `make MPI=1`.
set -eu
root=$(dirname "$0")/.. build=${BUILD:-build}
# shellcheck disable=SC2046 # words
${CC:-gcc} -std=c17 -O2 -D_GNU_SOURCE -DL2D_MPI -I"$root/lib" $(mpicc --showme:compile) -fPIE -c "$root/lib/parallel/peers.c" -o "$1/peers.o"
for program in l2d-train l2d-em l2d-calibrate; do
	# shellcheck disable=SC2046
	${CC:-gcc} -pie -o "$1/$program" "$root/$build/obj/bin/$program.o" "$1/peers.o" "$root/$build/libl2d.a" $(mpicc --showme:link) \
		-lcsv -lgsl -lgslcblas -lstdc++ -lm -lpthread
done
