# SPDX-License-Identifier: GPL-2.0-or-later
# Types of a kernel without BTF, by the debug information of its vmlinux: a program plays it
once
need workload
"$sonde" --info 2>&1 | grep -q "DWARF support): yes" || skip "built without libdw"
"$sonde" -lv "uprobe:$workload:work_call" | grep -q 'name$' || skip "the workload has no debug information"
export XDG_CACHE_HOME=$PWD/cache
mkdir cache
for _ in 1 2; do
	sonde -q --vmlinux "$workload" -e 'BEGIN { printf("%d %d\n", sizeof(struct point), offsetof(struct point, name)); exit(); }'
	expect_status 0
	has "$(($(getconf LONG_BIT) / 4)) $(($(getconf LONG_BIT) / 8))"
	grep -q ' point$' cache/sonde/dies-* || fail "it is not kept where the type is"
done
sonde --btf "$workload" -e 'BEGIN { print(sizeof(struct nothing)); exit(); }'
expect_status 1
# a chain of pointers that only these types tell
sonde --vmlinux "$workload" --dump=plan -e 'kprobe:vfs_read { print(str(((struct point *)arg0)->name)); }'
expect_status 0
match 'arg0'
