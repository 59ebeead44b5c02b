# SPDX-License-Identifier: GPL-2.0-or-later
# Strings up to max_strlen, all of them in one record; what is longer is marked
need root tracefs workload event:syscalls/sys_enter_openat
x=$(printf '%400s' '' | tr ' ' x)
name=/$x/$x
cat >names.bt <<END
tracepoint:syscalls:sys_enter_openat /comm == "workload"/
{
	\$f = str(args.filename);
	if (\$f == "$name") { @var = count(); }
	if (str(args.filename) == "$name") { @call = count(); }
	if (str(args.filename) != "${name}x") { @differ = count(); }
	if (strncmp(str(args.filename), "/xx", 3) == 0) {
		printf("%s|%d|%s\n", \$f, args.flags, str(args.filename));
		@last[1] = \$f; @names[str(args.filename), 7] = count(); @first[str(args.filename, 4)] = count();
	}
}
END
trace -c "$workload open $name 2" names.bt
has "$name|0|$name" '@var: 2' '@call: 2' "@last[1]: $name" '@first[/xxx]: 2'
# kernels up to 5.10 take short keys only, which is said
if grep -q 'keys of 512 bytes: longer strings in the key of @names are cut' err; then
	match '^@names\[/x{200,}\.*, 7\]: 2$'
else
	has "@names[$name, 7]: 2"
fi
count 2 "^$name"
sonde -q -c "$workload open $name 1" -e 'config = { max_strlen = 100; } tracepoint:syscalls:sys_enter_openat
	/comm == "workload" && strncmp(str(args.filename), "/xx", 3) == 0/ { print(str(args.filename)); print(str(args.filename, 5)); }'
match '^/x{98}\.\.$' '^/xxxx$'
sonde -q -c "$workload open $name 1" -e 'config = { max_strlen = 100; str_trunc_trailer = ""; } tracepoint:syscalls:sys_enter_openat
	/comm == "workload" && strncmp(str(args.filename), "/xx", 3) == 0/ { print(str(args.filename)); }'
match '^/x{98}$'
