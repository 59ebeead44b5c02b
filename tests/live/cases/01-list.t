# SPDX-License-Identifier: GPL-2.0-or-later
# Program 1: -l lists what tracefs has
once
need root tracefs event:syscalls/sys_enter_openat
sonde -l 'tracepoint:syscalls:sys_enter_*'
expect_status 0
has tracepoint:syscalls:sys_enter_openat
find "$(tracefs)/events/syscalls" -maxdepth 1 -name 'sys_enter_*' | sed 's|.*/|tracepoint:syscalls:|' |
	sort >want
cmp -s want out || fail "not what tracefs has"

sonde -lv tracepoint:syscalls:sys_enter_openat
expect_status 0
has tracepoint:syscalls:sys_enter_openat '    int __syscall_nr' '    const char * filename'

sonde -l 'tracepoint:nothing:like_this'
expect_status 0
[ ! -s out ] || fail "lists something"

# types, where the kernel describes them
if [ -r /sys/kernel/btf/vmlinux ]; then
	sonde -l 'enum pid_typ*'
	expect_status 0
	has 'enum pid_type'
	sonde -lv 'struct path'
	expect_status 0
	printf 'struct path {\n\tstruct vfsmount *mnt;\n\tstruct dentry *dentry;\n};\n' >want
	cmp -s want out || fail "not how C spells struct path"
	sonde -lv 'enum pid_type'
	has 'enum pid_type {' '	PIDTYPE_PID = 0,'
	sonde -lv 'union sigval'
	has '	int sival_int;'
	sonde -l 'struct there_is_no_such'
	[ ! -s out ] || fail "lists something"
fi
