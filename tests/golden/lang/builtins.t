# SPDX-License-Identifier: GPL-2.0-or-later
# Builtin variables, as far as a clause of sonde itself has them.
--- options -q

=== pid is a process
--- program
BEGIN { printf("%d\n", pid > 1); exit(); }
--- exit 0
--- stdout
1


=== tid of the only thread
--- program
BEGIN { printf("%d\n", pid == tid); exit(); }
--- exit 0
--- stdout
1


=== pid and tid as functions
--- program
BEGIN { printf("%d %d\n", pid() == pid, tid() == tid); exit(); }
--- exit 0
--- stdout
1 1


=== pid of a namespace
--- program
BEGIN { printf("%d %d\n", pid(init) > 0, tid(curr_ns) == tid); exit(); }
--- exit 0
--- stdout
1 1


=== pid has 32 bits
--- program
BEGIN { printf("%d\n", sizeof(pid)); exit(); }
--- exit 0
--- stdout
4


=== ppid is another process
--- program
BEGIN { printf("%d\n", ppid != pid); exit(); }
--- exit 0
--- stdout
1


=== uid has 64 bits and is a number of 32
--- program
BEGIN { printf("%d %d\n", sizeof(uid), uid == (uint32)uid); exit(); }
--- exit 0
--- stdout
8 1


=== gid has 64 bits and is a number of 32
--- program
BEGIN { printf("%d %d\n", sizeof(gid), gid == (uint32)gid); exit(); }
--- exit 0
--- stdout
8 1


=== comm of sonde
--- needs native
--- program
BEGIN { print(comm); exit(); }
--- exit 0
--- stdout
sonde


=== comm has 16 bytes
--- program
BEGIN { print(sizeof(comm)); exit(); }
--- exit 0
--- stdout
16


=== comm compares
--- needs native
--- program
BEGIN { printf("%d %d\n", comm == "sonde", comm == "sond"); exit(); }
--- exit 0
--- stdout
1 0


=== comm as a key
--- needs native
--- program
BEGIN { @[comm] = 1; printf("%d\n", @["sonde"]); clear(@); exit(); }
--- exit 0
--- stdout
1



=== nsecs grows
--- program
BEGIN { $a = nsecs; $b = nsecs(monotonic); printf("%d\n", $b >= $a); exit(); }
--- exit 0
--- stdout
1


=== nsecs of boot is not before monotonic
--- program
BEGIN { printf("%d\n", nsecs(boot) >= nsecs(monotonic)); exit(); }
--- exit 0
--- stdout
1


=== nsecs of tai is of this century
--- program
BEGIN { printf("%d\n", nsecs(tai) / 1000000000 > 1577836800); exit(); }
--- exit 0
--- stdout
1


=== elapsed is short
--- program
BEGIN { printf("%d\n", elapsed < 60000000000); exit(); }
--- exit 0
--- stdout
1


=== elapsed is less than nsecs
--- program
BEGIN { printf("%d\n", elapsed < nsecs); exit(); }
--- exit 0
--- stdout
1


=== cpu is one of ncpus
--- program
BEGIN { printf("%d\n", cpu < ncpus); exit(); }
--- exit 0
--- stdout
1


=== ncpus is a number of processors
--- program
BEGIN { printf("%d\n", ncpus >= 1 && ncpus < 8192); exit(); }
--- exit 0
--- stdout
1


=== numaid is a node
--- program
BEGIN { printf("%d\n", numaid < 1024); exit(); }
--- exit 0
--- stdout
1


=== rand has 32 bits
--- program
BEGIN { printf("%d %d\n", sizeof(rand), rand <= 0xffffffff); exit(); }
--- exit 0
--- stdout
4 1


=== rand differs
--- program
BEGIN { $n = 0; for ($i : 0..64) { @r[rand] = 1; } for ($kv : @r) { $n++; } printf("%d\n", $n > 60); clear(@r); exit(); }
--- exit 0
--- stdout
1



=== jiffies do not go back
--- program
BEGIN { $a = jiffies; printf("%d\n", jiffies >= $a); exit(); }
--- exit 0
--- stdout
1


=== cgroup is the same twice
--- program
BEGIN { printf("%d\n", cgroup == cgroup); exit(); }
--- exit 0
--- stdout
1


=== cgroup_path of nothing
--- program
BEGIN { printf("%d\n", sizeof(cgroup)); exit(); }
--- exit 0
--- stdout
8


=== has_cpid without a command
--- program
BEGIN { printf("%d\n", has_cpid); exit(); }
--- exit 0
--- stdout
0


=== probe
--- program
BEGIN { print(probe); exit(); }
--- exit 0
--- stdout
BEGIN


=== probetype of BEGIN
--- program
BEGIN { print(probetype); exit(); }
--- exit 0
--- stdout
special


=== kptr keeps the value
--- program
BEGIN { $p = kptr((uint8 *)4096); printf("%p %d\n", $p, (uint64)$p); exit(); }
--- exit 0
--- stdout
0x1000 4096


=== uptr keeps the value
--- program
BEGIN { $p = uptr((uint8 *)4096); printf("%p\n", $p); exit(); }
--- exit 0
--- stdout
0x1000


=== kptr keeps the type
--- program
BEGIN { $p = kptr((uint32 *)4096); printf("%p\n", $p + 1); exit(); }
--- exit 0
--- stdout
0x1004


=== uptr of another width
--- program
BEGIN { $p = uptr((uint64 *)4096); printf("%p\n", $p + 2); exit(); }
--- exit 0
--- stdout
0x1010


=== probetype of END
--- program
BEGIN { exit(); } END { print(probetype); print(probe); }
--- exit 0
--- stdout
special
END


=== probetype of interval
--- program
interval:ms:1 { print(probetype); print(probe); exit(); }
--- exit 0
--- stdout
interval
interval:ms:1


=== has_cpid with a command
--- options -c /bin/true
--- program
BEGIN { printf("%d %d\n", has_cpid, cpid > 1); exit(); }
--- exit 0
--- stdout
1 1


=== cpid without a command
--- program
BEGIN { print(cpid); exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:15: ERROR: cpid is not set: there is no child process
BEGIN { print(cpid); exit(); }
              ~~~~
HINT: -c CMD starts one
=== getppid of the command
--- options -c /bin/true
--- program
BEGIN { printf("%d\n", cpid != pid); exit(); }
--- exit 0
--- stdout
1


=== username is somebody
--- program
BEGIN { printf("%d\n", 1); @[username] = 1; exit(); } END { $n = 0; for ($kv : @) { $n++; } printf("%d\n", $n); clear(@); }
--- exit 0
--- stdout
1
1



=== warnf
--- program
BEGIN { warnf("only %d of %s", 3, "them"); exit(); }
--- exit 0
--- stdout


--- stderr
stdin:1:9: WARNING: only 3 of them
=== warnf says nothing with --no-warnings
--- options --no-warnings
--- program
BEGIN { warnf("only %d", 3); print(1); exit(); }
--- exit 0
--- stdout
1


--- stderr
=== errorf is said with --no-warnings
--- options --no-warnings
--- program
BEGIN { errorf("only %d", 3); print(1); exit(); }
--- exit 0
--- stdout
1


--- stderr
stdin:1:9: ERROR: only 3
=== cgroup_path of an id that is none
--- program
BEGIN { print(cgroup_path(1234567890123)); exit(); }
--- exit 0
--- stdout



=== cgroupid is the same twice, and not that of another
--- program
BEGIN { printf("%d %d\n", cgroupid("/proc") == cgroupid("/proc"), cgroupid("/proc") == cgroupid("/proc/sys")); exit(); }
--- exit 0
--- stdout
1 0


