# SPDX-License-Identifier: GPL-2.0-or-later
# From start to exit without needless waiting
need root tracefs event:raw_syscalls/sys_enter
[ -z "${SONDE_IN_VM:-}" ] || skip "no times under emulation"
best=999999
for _ in 1 2 3 4 5 6 7 8 9 10; do
	t0=$(date +%s%N)
	trace -q -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); exit(); }'
	t=$((($(date +%s%N) - t0) / 1000000))
	[ $t -ge $best ] || best=$t
done
# a machine under test is busy, and a sanitizer slow: far more than it takes, far less than a sleep
[ $best -lt 250 ] || fail "at best $best ms"
