# SPDX-License-Identifier: GPL-2.0-or-later
# Every name of a software and hardware event is known, listed, and counts where the machine has it
need root workload
if [ "$backend" = tracefs ]; then
	need_backend
	sonde --backend tracefs --dry-run -e 'software:task-clock:1000000 { @ = count(); }'
	expect_status 1
	err_match 'software events are perf events: tracefs has only tracepoints and probes'
	pass
fi
names=
for e in alignment-faults bpf-output context-switches cpu-clock cpu-migrations dummy \
	emulation-faults major-faults minor-faults page-faults task-clock cs cpu faults; do
	names="$names software:$e"
done
for e in backend-stalls branch-instructions branch-misses bus-cycles cache-misses cache-references \
	cpu-cycles frontend-stalls instructions ref-cycles cycles branches; do
	names="$names hardware:$e"
done
for name in $names; do
	need_backend
	sonde --backend "$backend" --dry-run -e "$name:1000000 { @ = count(); }"
	[ "$status" -eq 0 ] || err_match "no such counter|this machine"
done
sonde -l
for name in software:page-faults: software:cpu-clock: software:task-clock: hardware:cpu-cycles: \
	hardware:branch-misses: hardware:bus-cycles: hardware:ref-cycles:; do
	match "^${name%:}(:|\$)"
done
sonde --dry-run -e 'hardware:nonsense { }'
expect_status 1
err_match 'nonsense'
# a timer that comes too late, as under emulation, counts once for all that it has missed
spin=${SONDE_IN_VM:+600}
trace -c "$workload spin ${spin:-60}" -e 'software:task-clock:1000000 /pid == cpid/ { @n = count(); }'
[ "$(sed -n 's/^@n: //p' out)" -ge 20 ] || fail "task-clock: $(cat out)"
trace -c "$workload spin ${spin:-60}" -e 'software:cpu:1000000 /pid == cpid/ { @n = count(); }'
[ "$(sed -n 's/^@n: //p' out)" -ge 20 ] || fail "cpu-clock: $(cat out)"
