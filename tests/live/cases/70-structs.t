# SPDX-License-Identifier: GPL-2.0-or-later
# Copies of a struct in user memory: in a variable, a map, a tuple and a key, and printed
need root tracefs workload uprobes
cat >point.bt <<END
struct point { int x; char *name; };
uprobe:$workload:work_point
{
	\$s = *(struct point *)arg0;
	@sum = sum(\$s.x);
	@names[str(\$s.name)] = count();
	@last = \$s;
	@pair = (1, *(struct point *)arg0);
	@rows[*(struct point *)arg0] = count();
	printf("%d\n", \$s.x);
	if (\$s.x == 2) { print(\$s); }
}
END
trace -c "$workload calls 3" point.bt
has '@sum: 3' '@names[point]: 3' '0' '1' '2'
match '^@last: { .x = 2, .name = 0x[0-9a-f]+ }$' '^@pair: \(1, { .x = 2, .name = 0x[0-9a-f]+ }\)$' \
	'^@rows\[{ .x = 0, .name = 0x[0-9a-f]+ }\]: 1$' '^[{] .x = 2, .name = 0x[0-9a-f]+ }$'
