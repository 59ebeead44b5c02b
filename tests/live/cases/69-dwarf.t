# SPDX-License-Identifier: GPL-2.0-or-later
# A program's own debug information: arguments by name, its structs, lines of its source
need root tracefs workload uprobes
"$sonde" --info 2>&1 | grep -q "DWARF support): yes" || skip "built without libdw"
"$sonde" -lv "uprobe:$workload:work_call" | grep -q 'name$' || skip "the workload has no debug information"
trace -c "$workload calls 3" -e "uprobe:$workload:work_call { printf(\"%d %s\n\", args.i, str(args.name)); }"
has '0 call' '1 call' '2 call'
same
trace -c "$workload calls 2" -e "uprobe:$workload:work_point { printf(\"%d %s\n\", args.p.x, str(args.p->name)); }"
has '0 point' '1 point'
same
trace -c "$workload calls 2" -e "uprobe:$workload:work_point { \$p = (struct point *)arg0; printf(\"<%d>\n\", \$p.x); }"
has '<0>' '<1>'
sonde -lv "uprobe:$workload:work_point"
has '    struct point * p'
sonde --backend "$backend" -e "uprobe:$workload:work_call { print(args.nam); }"
expect_status 1
err_match "has no argument named 'nam'" '^HINT: did you mean name'
sonde --backend "$backend" -e "uprobe:$workload@workload.c:1 { }"
expect_status 1
line=$(sed -n 's/^HINT: the next line that has code is //p' err)
[ -n "$line" ] || fail 'no line is said to have code'
trace -c "$workload calls 5" -e "uprobe:$workload@workload.c:$line { @ = count(); }"
match '^@: [0-9]+$'
sonde --backend "$backend" -e "uprobe:$workload@other.c:1 { }"
expect_status 1
err_match 'no code of other.c:1 in '
