# SPDX-License-Identifier: GPL-2.0-or-later
# ustack(dwarf): the frames of a program without frame pointers
need root tracefs workload uprobes
if [ "$backend" != perf ]; then
	sonde --backend "$backend" -e "uprobe:$workload:deep_leaf { @[ustack(dwarf)] = count(); }"
	expect_status 1
	err_match '^stdin:1:[0-9]+: ERROR: backend [a-z]+: ' '^HINT: '
	exit
fi
need_backend
"$sonde" --info 2>&1 | grep -q "DWARF support): yes" || skip "built without libdw"
case $(uname -m) in
arm*) skip "programs for 32-bit ARM have unwinding tables that libdw does not read" ;;
esac
trace -c "$workload deep 3" -e "uprobe:$workload:deep_leaf { @[ustack(dwarf)] = count(); }"
match '^    deep_leaf\+' '^    deep_middle\+' '^    do_deep\+' '^    main\+' '^\]: 3$'
trace -c "$workload deep 2" -e "uprobe:$workload:deep_leaf { @[arg0, ustack(dwarf, 2)] = count(); }"
match '^@\[1, *$' '^    deep_middle\+' '^\]: 1$'
! grep -q do_deep out || fail "more frames than were asked for"
