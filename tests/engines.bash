# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What the tests of engines load: whether an engine is there, and a Slurm of one node, in the test's own folder.

load common

# needs COMMAND...: skips the test, naming the first command that is not there.
needs() {
	local command
	for command; do
		command -v "$command" > /dev/null || PATH=$PATH:/usr/sbin command -v "$command" > /dev/null || skip "no $command: make deps-cluster"
	done
}

# kill_of FILE...: ends the processes whose numbers are in the files, and waits until they have ended: one that still saves its state
# would write into a folder that is being removed.
kill_of() {
	local file pid
	for file; do
		[ -s "$file" ] || continue
		read -r pid < "$file" || true
		kill "$pid" 2> /dev/null || continue
		for _ in $(seq 50); do
			kill -0 "$pid" 2> /dev/null || break
			sleep .1
		done
	done
}

# A port that nobody listens on.
free_port() {
	local port
	while port=$((20000 + RANDOM % 20000)); do
		(exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port"; return; }
	done
}

# start_slurm: one node, this one, for the user of the test; stop_slurm ends it.  Without systemd and without files elsewhere.
start_slurm() {
	local host port
	needs munged mungekey slurmctld slurmd sbatch
	[ "$(id -u)" = 0 ] || skip "slurmd needs root"
	PATH=$PATH:/usr/sbin
	host=$(hostname -s) port=$(free_port)
	mkdir slurm && cd slurm || return
	mkdir state spool
	cat > slurm.conf <<-END
		ClusterName=l2d
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$port
		SlurmdPort=$(free_port)
		SlurmUser=root
		AuthType=auth/munge
		AuthInfo=socket=$PWD/munge.socket
		StateSaveLocation=$PWD/state
		SlurmdSpoolDir=$PWD/spool
		SlurmctldPidFile=$PWD/slurmctld.pid
		SlurmdPidFile=$PWD/slurmd.pid
		SlurmctldLogFile=$PWD/slurmctld.log
		SlurmdLogFile=$PWD/slurmd.log
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core
		JobAcctGatherType=jobacct_gather/none
		MpiDefault=none
		ReturnToService=2
		SchedulerParameters=sched_interval=1,batch_sched_delay=0
		NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc)
		PartitionName=main Nodes=ALL Default=YES
	END
	echo CgroupPlugin=cgroup/v1 > cgroup.conf
	export SLURM_CONF=$PWD/slurm.conf
	mungekey -c -k munge.key
	munged --force --key-file="$PWD/munge.key" --socket="$PWD/munge.socket" --pid-file="$PWD/munged.pid" --log-file="$PWD/munged.log" \
		--seed-file="$PWD/munge.seed" --num-threads=1 2> munged.err || skip "munged does not start: $(head -1 munged.err)"
	slurmctld 3>&-
	slurmd -f slurm.conf 3>&-
	cd ..
	for _ in $(seq 50); do
		! sinfo -h -t idle -o %n 2> /dev/null | grep -q . || return 0
		sleep .1
	done
	skip "slurmd does not start: $(tail -n 1 slurm/slurmd.log)"
}

stop_slurm() {
	kill_of slurm/slurmd.pid slurm/slurmctld.pid slurm/munged.pid
}
