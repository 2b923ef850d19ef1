# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# One summary over many machines, on engines: the bytes of one process.  MPI is in mpi.bats, trials in pipeline-trials.bats.

load engines

CLUSTER=$BATS_TEST_DIRNAME/../pipelines/cluster
TABLE=hatespeech/hatespeech_24783.csv

teardown() {
	stop_slurm
	stop_hosts
}

@test "GNU parallel: shares on this machine" {
	needs parallel
	l2d-ece --bins 10 "$TESTDATA/$TABLE" > one
	sh "$CLUSTER/parallel.sh" 7 "$TESTDATA/$TABLE" l2d-ece --bins 10 > seven
	cmp one seven
	parallel l2d-ece --bins 10 --partial --shard {}/7 "$TESTDATA/$TABLE" ::: 1 2 3 4 5 6 7 | l2d-ece --bins 10 --merge | cmp one
}

@test "GNU parallel: a share that fails ends all" {
	needs parallel
	sed '20000s/.*/ragged/' "$TESTDATA/$TABLE" > bad.csv
	expect 3 sh "$CLUSTER/parallel.sh" 7 bad.csv l2d-ece
	grep 'l2d-ece: bad.csv:20000:' err
	cmp /dev/null out
}

@test "GNU parallel: blocks that it cuts, with a schema" {
	needs parallel
	l2d-ece "$TESTDATA/$TABLE" > one
	head -n 1 "$TESTDATA/$TABLE" > schema.csv
	tail -n +2 "$TESTDATA/$TABLE" > body.csv
	parallel -q --pipepart -a body.csv --block 200k --results 'part/{#}.state' l2d-ece --partial --schema schema.csv > blocks
	[ "$(ls part/*.state | wc -l)" -gt 3 ]
	l2d-ece --merge part/*.state | cmp one
}

# start_hosts NAME...: an sshd each on a port of this machine, and an ssh that knows them; a command there has its name in WHERE.
start_hosts() {
	local name
	needs parallel sshd ssh ssh-keygen
	[ "$(id -u)" = 0 ] || skip "sshd needs root for others' logins"
	mkdir -p /run/sshd
	mkdir hosts
	ssh-keygen -q -t ed25519 -N '' -f hosts/key
	for name; do
		ssh-keygen -q -t ed25519 -N '' -f "hosts/$name"
		cat > "hosts/$name.conf" <<-END
			ListenAddress 127.0.0.1
			Port $(free_port)
			HostKey $PWD/hosts/$name
			AuthorizedKeysFile $PWD/hosts/key.pub
			PidFile $PWD/hosts/$name.pid
			StrictModes no
			UsePAM no
			PermitRootLogin yes
			PasswordAuthentication no
			SetEnv WHERE=$name PATH=$PATH
		END
		/usr/sbin/sshd -f "$PWD/hosts/$name.conf" -E "$PWD/hosts/$name.log" 3>&-
		printf 'Host %s\nHostName 127.0.0.1\nPort %s\n' "$name" "$(awk '/^Port/ { print $2 }' "hosts/$name.conf")"
	done > hosts/config
	printf 'Host *\nUser root\nIdentityFile %s\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n' "$PWD/hosts/key" >> hosts/config
	export PARALLEL_SSH="ssh -F $PWD/hosts/config"
	for name; do
		for _ in $(seq 50); do
			[ "$($PARALLEL_SSH "$name" 'echo $WHERE' 2> hosts/ssh.err)" != "$name" ] || continue 2
			sleep .1
		done
		skip "sshd does not start: $(cat hosts/ssh.err)"
	done
}

stop_hosts() {
	local pid
	for pid in hosts/*.pid; do
		kill_of "$pid"
	done
}

@test "GNU parallel: hosts" {
	start_hosts one two
	l2d-ece "$TESTDATA/$TABLE" > whole
	PARALLEL="--sshlogin 1/one,1/two --joblog $PWD/log" sh "$CLUSTER/parallel.sh" 2 "$TESTDATA/$TABLE" l2d-ece | cmp whole
	cut -f 2 log | sort -u | grep -c 'one\|two' | grep -x 2
}

@test "GNU parallel: a host that dies half-way" {
	slow "ten seconds where much else runs"
	start_hosts one two
	l2d-ece "$TESTDATA/$TABLE" > whole
	# The second host's second task ends its sshd, and the connections.
	cat > dying <<-'END'
		#!/bin/bash
		if [ "$WHERE" = two ]; then
			echo >> hosts/asked
			if [ "$(wc -l < hosts/asked)" -ge 2 ]; then
				pid=$(cat hosts/two.pid)
				kill -9 $pid $(ps -o pid= --ppid $pid)
				sleep 5
			fi
		fi
		exec l2d-ece "$@"
	END
	chmod +x dying
	PARALLEL="--sshlogin 1/one,1/two --workdir $PWD --retries 3 --joblog $PWD/log" \
		sh "$CLUSTER/parallel.sh" 5 "$TESTDATA/$TABLE" ./dying > got
	cmp whole got
	[ "$(wc -l < hosts/asked)" -ge 2 ]
	fails $PARALLEL_SSH two true 2> /dev/null
}

# waited FILE: for at most 20 seconds.
waited() {
	for _ in $(seq 100); do
		[ ! -e "$1" ] || return 0
		sleep .2
	done
	return 1
}

@test "Slurm: an array job and a merge; a task that fails is the only one to run again" {
	slow "a Slurm of one node"
	start_slurm
	l2d-ece --bins 5 "$TESTDATA/$TABLE" > whole
	cat > failing <<-'END'
		#!/bin/sh
		case "$*" in *--shard\ 2/4*) [ -e mended ] || { echo "no luck" >&2; exit 9; } ;; esac
		echo "$*" >> ran
		exec l2d-ece "$@"
	END
	chmod +x failing
	read -r array merge < <(sh "$CLUSTER/slurm.sh" 4 "$TESTDATA/$TABLE" parts ./failing --bins 5)
	for _ in $(seq 100); do
		! scontrol show job "$merge" | grep -q 'JobState=CANCELLED' || break
		sleep .2
	done
	scontrol show job "$merge" | grep -q 'DependencyNeverSatisfied'
	scontrol show job "${array}_2" | grep -q 'JobState=FAILED'
	grep -q 'no luck' parts/2.log
	[ ! -e parts/summary.csv ]
	[ ! -e parts/2.part ]
	touch mended
	rm ran
	read -r array merge < <(sh "$CLUSTER/slurm.sh" 4 "$TESTDATA/$TABLE" parts ./failing --bins 5)
	waited parts/summary.csv
	for _ in $(seq 50); do [ ! -s parts/summary.csv ] || break; sleep .1; done
	cmp whole parts/summary.csv
	[ "$(grep -c -- '--partial' ran)" = 1 ]
}

@test "Snakemake: scatter and gather" {
	needs snakemake
	l2d-ece --bins 5 "$TESTDATA/$TABLE" > whole
	ln -s "$TESTDATA/$TABLE" table.csv
	expect 0 snakemake -q --cores 2 -s "$CLUSTER/Snakefile" --config table=table.csv shards=3 'summary=l2d-ece --bins 5'
	cmp whole summary.csv
	[ "$(ls part | wc -l)" = 3 ]
}
