# SPDX-License-Identifier: GPL-2.0-or-later
# Settings and exit codes.
--- options -q

=== config block
--- program
config = { max_strlen = 8 } BEGIN { print("ok"); exit() }
--- exit 0
--- stdout
ok


=== print_maps_on_exit
--- program
config = { print_maps_on_exit = false } BEGIN { @x = 1; exit() }
--- exit 0
--- stdout


=== max_map_keys
--- program
config = { max_map_keys = 2 } BEGIN { @x[1] = 1; @x[2] = 1; @x[3] = 1; if (has_key(@x, 3)) { print("y") } else { print("n") } clear(@x); exit() }
--- exit 0
--- stdout
n



=== environment max_map_keys
--- environment BPFTRACE_MAX_MAP_KEYS=1
--- program
BEGIN { @x[1] = 1; @x[2] = 5; printf("%d\n", @x[2]); clear(@x); exit(); }
--- exit 0
--- stdout
0



=== config names in capitals
--- program
config = { MAX_MAP_KEYS = 1 } BEGIN { @x[1] = 1; @x[2] = 5; printf("%d\n", @x[2]); clear(@x); exit() }
--- exit 0
--- stdout
0



=== environment print_maps_on_exit
--- environment BPFTRACE_PRINT_MAPS_ON_EXIT=0
--- program
BEGIN { @x = 1; exit(); }
--- exit 0
--- stdout


=== exit code
--- program
BEGIN { exit(7) }
--- exit 7
--- stdout


=== exit code 0
--- program
BEGIN { exit(0) }
--- exit 0
--- stdout


=== exit code and END
--- program
BEGIN { exit(3) } END { print("z") }
--- exit 3
--- stdout
z


=== comptime
--- program
BEGIN { print(comptime (2 + 3)); exit(); }
--- exit 0
--- stdout
5


=== comptime if
--- program
BEGIN { if comptime (1 == 1) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== probe
--- program
BEGIN { print(probe); exit(); }
--- exit 0
--- stdout
BEGIN


=== strftime of year is four digits
--- program
BEGIN { $n = nsecs; if (strncmp("a", "a", 1) == 0) { printf("%s\n", strftime("fixed", $n)) } exit(); }
--- exit 0
--- stdout
fixed


=== strftime percent
--- program
BEGIN { printf("%s\n", strftime("%%", nsecs)); exit(); }
--- exit 0
--- stdout
%


=== time fixed
--- program
BEGIN { time("now\n"); exit(); }
--- exit 0
--- stdout
now


=== time with tab
--- program
BEGIN { time("a\tb\n"); exit(); }
--- exit 0
--- stdout
a	b


=== all probes of a clause missing, and that is fine
--- program
config = { missing_probes = "ignore" }
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); }
BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


@: 0
