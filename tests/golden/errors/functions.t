# SPDX-License-Identifier: GPL-2.0-or-later
# Arguments of functions.
--- options --tracefs tracefs --dump=asm

=== too few arguments
--- program
BEGIN { print(strncmp("a", "b")); }
--- exit 1
--- stderr
stdin:1:15: ERROR: strncmp() requires 3 arguments (2 provided)
BEGIN { print(strncmp("a", "b")); }
              ~~~~~~~~~~~~~~~~~
=== too many arguments
--- program
BEGIN { print(ksym(1, 2)); }
--- exit 1
--- stderr
stdin:1:15: ERROR: ksym() requires 1 argument (2 provided)
BEGIN { print(ksym(1, 2)); }
              ~~~~~~~~~~
=== arguments for count
--- program
BEGIN { @x = count(1); }
--- exit 1
--- stderr
stdin:1:14: ERROR: count() takes no arguments (1 provided)
BEGIN { @x = count(1); }
             ~~~~~~~~
=== no argument for sum
--- program
BEGIN { @x = sum(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: sum() requires 1 argument (0 provided)
BEGIN { @x = sum(); }
             ~~~~~
=== sum of a string
--- program
BEGIN { @x = sum("a"); }
--- exit 1
--- stderr
stdin:1:18: ERROR: sum() expects an integer here, not 'string[2]'
BEGIN { @x = sum("a"); }
                 ~~~
=== hist of a string
--- program
BEGIN { @x = hist(comm); }
--- exit 1
--- stderr
stdin:1:19: ERROR: hist() expects an integer here, not 'string[16]'
BEGIN { @x = hist(comm); }
                  ~~~~
=== hist with a variable resolution
--- program
BEGIN { @x = hist(1, pid); }
--- exit 1
--- stderr
stdin:1:22: ERROR: hist() expects a literal integer as its second argument
BEGIN { @x = hist(1, pid); }
                     ~~~
=== hist with too many bits
--- program
BEGIN { @x = hist(1, 6); }
--- exit 1
--- stderr
stdin:1:22: ERROR: hist() bits must be from 0 to 5 (6 provided)
BEGIN { @x = hist(1, 6); }
                     ^
=== lhist with two arguments
--- program
BEGIN { @x = lhist(1, 2); }
--- exit 1
--- stderr
stdin:1:14: ERROR: lhist() requires 4 arguments (2 provided)
BEGIN { @x = lhist(1, 2); }
             ~~~~~~~~~~~
=== lhist with a variable bound
--- program
kprobe:vfs_read { @x = lhist(arg2, 0, arg1, 1); }
--- exit 1
--- stderr
stdin:1:39: ERROR: lhist() expects a literal integer as its max
kprobe:vfs_read { @x = lhist(arg2, 0, arg1, 1); }
                                      ~~~~
=== lhist min above max
--- program
BEGIN { @x = lhist(1, 100, 10, 1); }
--- exit 1
--- stderr
stdin:1:23: ERROR: lhist() min must be less than max (100 and 10)
BEGIN { @x = lhist(1, 100, 10, 1); }
                      ~~~
=== lhist step of zero
--- program
BEGIN { @x = lhist(1, 0, 10, 0); }
--- exit 1
--- stderr
stdin:1:30: ERROR: lhist() step must be positive (0 provided)
BEGIN { @x = lhist(1, 0, 10, 0); }
                             ^
=== lhist negative step
--- program
BEGIN { @x = lhist(1, 0, 10, -1); }
--- exit 1
--- stderr
stdin:1:30: ERROR: lhist() step must be positive (-1 provided)
BEGIN { @x = lhist(1, 0, 10, -1); }
                             ~~
=== lhist with too many buckets
--- program
BEGIN { @x = lhist(1, 0, 1000000, 10); }
--- exit 1
--- stderr
stdin:1:14: ERROR: lhist() too many buckets, must be <= 1000 (would need 100000)
BEGIN { @x = lhist(1, 0, 1000000, 10); }
             ~~~~~~~~~~~~~~~~~~~~~~~~
HINT: a step of 1000 is enough
=== lhist step larger than the range
--- program
BEGIN { @x = lhist(1, 0, 10, 20); }
--- exit 1
--- stderr
stdin:1:30: ERROR: lhist() step is larger than max - min
BEGIN { @x = lhist(1, 0, 10, 20); }
                             ~~
=== str of a stack
--- program
kprobe:vfs_read { print(str(kstack)); }
--- exit 1
--- stderr
stdin:1:29: ERROR: str() expects an integer or a pointer, not 'kstack'
kprobe:vfs_read { print(str(kstack)); }
                            ~~~~~~
=== str with a string length
--- program
kprobe:vfs_read { print(str(arg0, "a")); }
--- exit 1
--- stderr
stdin:1:35: ERROR: str() expects an integer here, not 'string[2]'
kprobe:vfs_read { print(str(arg0, "a")); }
                                  ~~~
=== str with a negative length
--- program
kprobe:vfs_read { print(str(arg0, -1)); }
--- exit 1
--- stderr
stdin:1:35: ERROR: str() cannot use a negative length
kprobe:vfs_read { print(str(arg0, -1)); }
                                  ~~
=== str without argument
--- program
BEGIN { print(str()); }
--- exit 1
--- stderr
stdin:1:15: ERROR: str() requires at least 1 argument (0 provided)
BEGIN { print(str()); }
              ~~~~~
=== strncmp of an integer
--- program
BEGIN { print(strncmp(pid, "a", 1)); }
--- exit 1
--- stderr
stdin:1:23: ERROR: strncmp() expects a string, not 'uint32'
BEGIN { print(strncmp(pid, "a", 1)); }
                      ~~~
=== strncmp with a variable length
--- program
BEGIN { print(strncmp(comm, "a", pid)); }
--- exit 1
--- stderr
stdin:1:34: ERROR: strncmp() expects a literal integer as its length
BEGIN { print(strncmp(comm, "a", pid)); }
                                 ~~~
=== strftime with a variable format
--- program
BEGIN { print(strftime(comm, nsecs)); }
--- exit 1
--- stderr
stdin:1:24: ERROR: strftime() expects a string literal here
BEGIN { print(strftime(comm, nsecs)); }
                       ~~~~
=== strftime of a string
--- program
BEGIN { print(strftime("%H", comm)); }
--- exit 1
--- stderr
stdin:1:30: ERROR: strftime() expects an integer here, not 'string[16]'
BEGIN { print(strftime("%H", comm)); }
                             ~~~~
=== time with an integer
--- program
BEGIN { time(1); }
--- exit 1
--- stderr
stdin:1:14: ERROR: time() expects a string literal here
BEGIN { time(1); }
             ^
=== ksym of a string
--- program
BEGIN { print(ksym(comm)); }
--- exit 1
--- stderr
stdin:1:20: ERROR: ksym() expects an address, not 'string[16]'
BEGIN { print(ksym(comm)); }
                   ~~~~
=== usym of a string
--- program
BEGIN { print(usym("a")); }
--- exit 1
--- stderr
stdin:1:20: ERROR: usym() expects an address, not 'string[2]'
BEGIN { print(usym("a")); }
                   ~~~
=== kaddr of an integer
--- program
BEGIN { print(kaddr(1)); }
--- exit 1
--- stderr
stdin:1:21: ERROR: kaddr() expects a string literal here
BEGIN { print(kaddr(1)); }
                    ^
=== ntop of a string
--- program
BEGIN { print(ntop("127.0.0.1")); }
--- exit 1
--- stderr
stdin:1:20: ERROR: ntop() expects an integer or an array of 4 or 16 bytes, not 'string[10]'
BEGIN { print(ntop("127.0.0.1")); }
                   ~~~~~~~~~~~
=== ntop with a string family
--- program
BEGIN { print(ntop("AF_INET", 1)); }
--- exit 1
--- stderr
stdin:1:20: ERROR: ntop() expects an integer here, not 'string[8]'
BEGIN { print(ntop("AF_INET", 1)); }
                   ~~~~~~~~~
=== pton of no address
--- program
BEGIN { @x = pton("127.0.0.256"); }
--- exit 1
--- stderr
stdin:1:19: ERROR: invalid address: "127.0.0.256"
BEGIN { @x = pton("127.0.0.256"); }
                  ~~~~~~~~~~~~~
=== pton of an integer
--- program
BEGIN { @x = pton(1); }
--- exit 1
--- stderr
stdin:1:19: ERROR: pton() expects a string literal here
BEGIN { @x = pton(1); }
                  ^
=== macaddr of a string
--- program
BEGIN { print(macaddr(comm)); }
--- exit 1
--- stderr
stdin:1:23: ERROR: macaddr() expects an array of 6 bytes, not 'string[16]'
BEGIN { print(macaddr(comm)); }
                      ~~~~
=== buf without length
--- program
kprobe:vfs_read { print(buf(arg0)); }
--- exit 1
--- stderr
stdin:1:25: ERROR: buf() expects a length for a value of type 'uint64'
kprobe:vfs_read { print(buf(arg0)); }
                        ~~~~~~~~~
=== buf with a length of zero
--- program
kprobe:vfs_read { print(buf(arg0, 0)); }
--- exit 1
--- stderr
stdin:1:35: ERROR: buf() expects a positive length
kprobe:vfs_read { print(buf(arg0, 0)); }
                                  ^
=== buf of a stack
--- program
kprobe:vfs_read { print(buf(kstack, 8)); }
--- exit 1
--- stderr
stdin:1:29: ERROR: buf() expects an address or an array, not 'kstack'
kprobe:vfs_read { print(buf(kstack, 8)); }
                            ~~~~~~
=== bswap of a string
--- program
BEGIN { print(bswap(comm)); }
--- exit 1
--- stderr
stdin:1:21: ERROR: bswap() expects an integer here, not 'string[16]'
BEGIN { print(bswap(comm)); }
                    ~~~~
=== strerror of a string
--- program
BEGIN { print(strerror(comm)); }
--- exit 1
--- stderr
stdin:1:24: ERROR: strerror() expects an integer here, not 'string[16]'
BEGIN { print(strerror(comm)); }
                       ~~~~
=== join of a string
--- program
BEGIN { join("a"); }
--- exit 1
--- stderr
stdin:1:14: ERROR: join() expects an array of strings (char **), not 'string[2]'
BEGIN { join("a"); }
             ~~~
=== join with a variable delimiter
--- program
tracepoint:syscalls:sys_enter_execve { join(args.argv, comm); }
--- exit 1
--- stderr
stdin:1:56: ERROR: join() expects a string literal here
tracepoint:syscalls:sys_enter_execve { join(args.argv, comm); }
                                                       ~~~~
=== kstack with an unknown mode
--- program
kprobe:vfs_read { print(kstack(pretty)); }
--- exit 1
--- stderr
stdin:1:32: ERROR: invalid stack mode: 'pretty'
kprobe:vfs_read { print(kstack(pretty)); }
                               ~~~~~~
HINT: modes are bpftrace, perf and raw; and dwarf, of user stacks
=== kstack with a variable depth
--- program
kprobe:vfs_read { print(kstack(pid)); }
--- exit 1
--- stderr
stdin:1:32: ERROR: invalid stack mode: 'pid'
kprobe:vfs_read { print(kstack(pid)); }
                               ~~~
HINT: modes are bpftrace, perf and raw; and dwarf, of user stacks
=== kstack too deep
--- program
kprobe:vfs_read { print(kstack(5000)); }
--- exit 1
--- stderr
stdin:1:32: ERROR: kstack() depth must be from 1 to 1024
kprobe:vfs_read { print(kstack(5000)); }
                               ~~~~
=== kstack with depth before mode
--- program
kprobe:vfs_read { print(kstack(3, perf)); }
--- exit 1
--- stderr
stdin:1:32: ERROR: kstack() expects a mode and a depth, in this order
kprobe:vfs_read { print(kstack(3, perf)); }
                               ^
=== nsecs of an unknown clock
--- program
BEGIN { print(nsecs(realtime)); }
--- exit 1
--- stderr
stdin:1:21: ERROR: nsecs() expects a clock: monotonic, boot, tai or sw_tai
BEGIN { print(nsecs(realtime)); }
                    ~~~~~~~~
=== reg of an integer
--- program
kprobe:vfs_read { print(reg(1)); }
--- exit 1
--- stderr
stdin:1:29: ERROR: reg() expects a string literal here
kprobe:vfs_read { print(reg(1)); }
                            ^
=== exit with a string
--- program
BEGIN { exit("now"); }
--- exit 1
--- stderr
stdin:1:14: ERROR: exit() expects an integer here, not 'string[4]'
BEGIN { exit("now"); }
             ~~~~~
=== cgroupid of an integer
--- program
BEGIN { print(cgroupid(1)); }
--- exit 1
--- stderr
stdin:1:24: ERROR: cgroupid() expects a string literal here
BEGIN { print(cgroupid(1)); }
                       ^
=== system without --unsafe
--- program
BEGIN { system("ls"); }
--- exit 1
--- stderr
stdin:1:9: ERROR: system() is an unsafe function being used in safe mode
BEGIN { system("ls"); }
        ~~~~~~~~~~~~
HINT: --unsafe allows it
=== signal without --unsafe
--- program
kprobe:vfs_read { signal("KILL"); }
--- exit 1
--- stderr
stdin:1:19: ERROR: signal() is an unsafe function being used in safe mode
kprobe:vfs_read { signal("KILL"); }
                  ~~~~~~~~~~~~~~
HINT: --unsafe allows it
=== override without --unsafe
--- program
kprobe:vfs_read { override(1); }
--- exit 1
--- stderr
stdin:1:19: ERROR: override() is an unsafe function being used in safe mode
kprobe:vfs_read { override(1); }
                  ~~~~~~~~~~~
HINT: --unsafe allows it
=== signal that does not exist
--- options --unsafe
--- program
kprobe:vfs_read { signal("SIGFOO"); }
--- exit 1
--- stderr
stdin:1:26: ERROR: SIGFOO is not a signal
kprobe:vfs_read { signal("SIGFOO"); }
                         ~~~~~~~~
=== signal out of range
--- options --unsafe
--- program
kprobe:vfs_read { signal(65); }
--- exit 1
--- stderr
stdin:1:26: ERROR: a signal is a number from 1 to 64
kprobe:vfs_read { signal(65); }
                         ~~
=== override in a tracepoint
--- options --unsafe
--- program
tracepoint:sched:sched_switch { override(1); }
--- exit 1
--- stderr
stdin:1:33: ERROR: override() can only be used in kprobe probes
tracepoint:sched:sched_switch { override(1); }
                                ~~~~~~~~~~~
=== cgroupid of what is not there
--- program
BEGIN { print(cgroupid("/nosuch/cgroup")); exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:24: ERROR: no cgroup at "/nosuch/cgroup": No such file or directory
BEGIN { print(cgroupid("/nosuch/cgroup")); exit(); }
                       ~~~~~~~~~~~~~~~~
HINT: cgroups of version 2 are directories, mostly under /sys/fs/cgroup
=== cgroupid of a file
--- program
BEGIN { print(cgroupid("/proc/self/status")); exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:24: ERROR: no cgroup at "/proc/self/status": Not a directory
BEGIN { print(cgroupid("/proc/self/status")); exit(); }
                       ~~~~~~~~~~~~~~~~~~~
HINT: cgroups of version 2 are directories, mostly under /sys/fs/cgroup
=== cgroupid of a variable
--- program
BEGIN { $p = "/"; print(cgroupid($p)); exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:34: ERROR: cgroupid() expects a string literal here
BEGIN { $p = "/"; print(cgroupid($p)); exit(); }
                                 ~~
=== kstack has no mode dwarf
--- program
BEGIN { print(1) }
kprobe:f { print(kstack(dwarf)) }
--- exit 1
--- stdout
--- stderr
stdin:2:25: ERROR: the mode dwarf is of user stacks: the kernel walks its own
kprobe:f { print(kstack(dwarf)) }
                        ~~~~~
