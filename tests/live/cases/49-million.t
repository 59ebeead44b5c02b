# SPDX-License-Identifier: GPL-2.0-or-later
# A million events through a buffer of the default size: while the reader keeps up, none is lost
# (what is lost when it cannot is counted: 44-lost)
need root tracefs workload event:syscalls/sys_enter_getppid
calls=1000000 some=4000 # more of them fit into the smallest default buffer
[ -z "${SONDE_IN_VM:-}" ] || calls=20000 # each takes ten times as long, and each kernel does it
start -q -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { printf("x\n"); @ = count(); @by[tid] = count(); }'
keeps_up() { [ "$(wc -c <out)" -ge $((2 * sent)) ]; }
for ((sent = some; sent <= calls; sent += some)); do
	"$workload" syscalls $some
	for ((tries = 0; tries < 2000; tries++)); do
		keeps_up && break
		sleep 0.005
	done
	keeps_up || fail "after $sent calls there are $(wc -c <out) bytes"
done
finish INT
expect_status 0
[ "$(grep -c '^x$' out)" = $calls ] || fail "$(grep -c '^x$' out) lines, not $calls"
has "@: $calls"
[ "$(grep -c "^@by\[[0-9]*\]: $some$" out)" = $((calls / some)) ] || fail "not $some of each process"
! grep -i lost out err || fail "something is said to be lost"

# hist triggers have no buffer: a million is a million at any pace
[ "$backend" = "$first" ] || pass
grep -q 'hist:keys=' "$(tracefs)/README" || pass
backend=hist
trace -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @ = count(); @c[comm] = count(); }' \
	-c "$workload syscalls 1000000"
has '@: 1000000' '@c[workload]: 1000000'
! grep -i lost out err || fail "something is said to be lost by hist"
