# SPDX-License-Identifier: GPL-2.0-or-later
# Without privileges: one clear line
once
need root
if setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
	nobody() { setpriv --reuid 65534 --clear-groups "$@"; }
elif busybox setuidgid nobody true 2>/dev/null; then
	nobody() { busybox setuidgid nobody "$@"; }
else
	skip "no way to become nobody"
fi
cp "$sonde" "$work/nobody-sonde"
chmod 755 "$work" "$work/nobody-sonde"
nobody "$work/nobody-sonde" --version >out 2>err || skip "nobody cannot run the program"
nobody "$work/nobody-sonde" -e 'tracepoint:raw_syscalls:sys_enter { @ = count(); }' >out 2>err
status=$?
expect_status 1
[ ! -s out ] || fail "output"
err_match 'ERROR: .*(root|permission|CAP_|denied|permitted)'
nobody "$work/nobody-sonde" -e 'profile:hz:9 { @ = count(); }' >out 2>err
status=$?
expect_status 1
nobody "$work/nobody-sonde" features >features
if ! nobody ls "$(tracefs)" >/dev/null 2>&1; then # each backend says so, not that there is none
	err_match 'may not be read by this user'
	grep -q 'hist triggers: no .*may not be read' features || fail "$(grep 'hist trig' features)"
	! grep -q 'not mounted' err features || fail "it is mounted: $(cat err)"
fi
nobody "$work/nobody-sonde" --dump=asm -e 'BEGIN { printf("%d\n", 1); }' >out 2>err
status=$?
expect_status 0
match '^clause 0 \(vm\): BEGIN$'
nobody "$work/nobody-sonde" -e 'BEGIN { printf("hello\n"); @n = count(); exit(); }' >out 2>err
status=$?
expect_status 0
is 'hello
@n: 1'
