# SPDX-License-Identifier: GPL-2.0-or-later
# Every name of a provider means the same: what the plan says of it.
--- options --tracefs /nonexistent --dump=plan

=== k
--- program
k:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 kprobe:vfs_read
record 0: exit, 16 bytes
--- stderr
=== kprobe
--- program
kprobe:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 kprobe:vfs_read
record 0: exit, 16 bytes
--- stderr
=== kr
--- program
kr:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 kretprobe:vfs_read
record 0: exit, 16 bytes
--- stderr
=== kretprobe
--- program
kretprobe:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 kretprobe:vfs_read
record 0: exit, 16 bytes
--- stderr
=== f
--- program
f:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: raw args
  probe 0 fentry:vfs_read
record 0: exit, 16 bytes
--- stderr
=== kfunc
--- program
kfunc:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: raw args
  probe 0 fentry:vfs_read
record 0: exit, 16 bytes
--- stderr
=== fr
--- program
fr:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: raw args
  probe 0 fexit:vfs_read
record 0: exit, 16 bytes
--- stderr
=== kretfunc
--- program
kretfunc:vfs_read { exit(); }
--- exit 0
--- stdout
clause 0: raw args
  probe 0 fexit:vfs_read
record 0: exit, 16 bytes
--- stderr
=== rt
--- program
rt:sched_switch { exit(); }
--- exit 0
--- stdout
clause 0: raw args
  probe 0 rawtracepoint:sched_switch
record 0: exit, 16 bytes
--- stderr
=== t
--- options --tracefs ../golden/tracefs
--- program
t:sched:sched_switch { exit(); }
--- exit 0
--- stdout
clause 0: tracepoint
  probe 0 tracepoint:sched:sched_switch
record 0: exit, 16 bytes
--- stderr
=== u
--- program
u:/bin/sh:main { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 uprobe:/bin/sh:main
record 0: exit, 16 bytes
--- stderr
=== uprobe
--- program
uprobe:/bin/sh:main { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 uprobe:/bin/sh:main
record 0: exit, 16 bytes
--- stderr
=== ur
--- program
ur:/bin/sh:main { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 uretprobe:/bin/sh:main
record 0: exit, 16 bytes
--- stderr
=== uretprobe
--- program
uretprobe:/bin/sh:main { exit(); }
--- exit 0
--- stdout
clause 0: registers
  probe 0 uretprobe:/bin/sh:main
record 0: exit, 16 bytes
--- stderr
=== i:s:1
--- program
i:s:1 { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 interval:s:1
record 0: exit, 16 bytes
--- stderr
=== interval:s:1
--- program
interval:s:1 { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 interval:s:1
record 0: exit, 16 bytes
--- stderr
=== interval:2s
--- program
interval:2s { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 interval:s:2
record 0: exit, 16 bytes
--- stderr
=== interval:1500ms
--- program
interval:1500ms { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 interval:ms:1500
record 0: exit, 16 bytes
--- stderr
=== interval:1000000
--- program
interval:1000000 { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 interval:ns:1000000
record 0: exit, 16 bytes
--- stderr
=== i:hz:4
--- program
i:hz:4 { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 interval:hz:4
record 0: exit, 16 bytes
--- stderr
=== p:hz:9
--- program
p:hz:9 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 profile:hz:9
record 0: exit, 16 bytes
--- stderr
=== profile:hz:9
--- program
profile:hz:9 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 profile:hz:9
record 0: exit, 16 bytes
--- stderr
=== profile:us:100
--- program
profile:us:100 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 profile:us:100
record 0: exit, 16 bytes
--- stderr
=== profile:10ms
--- program
profile:10ms { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 profile:ms:10
record 0: exit, 16 bytes
--- stderr
=== profile:1000000
--- program
profile:1000000 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 profile:ns:1000000
record 0: exit, 16 bytes
--- stderr
=== s:cs:5
--- program
s:cs:5 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 software:cs:5
record 0: exit, 16 bytes
--- stderr
=== software:cs:5
--- program
software:cs:5 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 software:cs:5
record 0: exit, 16 bytes
--- stderr
=== software:faults
--- program
software:faults { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 software:faults
record 0: exit, 16 bytes
--- stderr
=== h:cycles:7
--- program
h:cycles:7 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 hardware:cycles:7
record 0: exit, 16 bytes
--- stderr
=== hardware:cache-misses:1e6
--- program
hardware:cache-misses:1e6 { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 hardware:cache-misses:1e6
record 0: exit, 16 bytes
--- stderr
=== hardware:instructions
--- program
hardware:instructions { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 hardware:instructions
record 0: exit, 16 bytes
--- stderr
=== w:0x1000:4:w
--- program
w:0x1000:4:w { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 watchpoint:0x1000:4:w
record 0: exit, 16 bytes
--- stderr
=== watchpoint:0x1000:4:rw
--- program
watchpoint:0x1000:4:rw { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 watchpoint:0x1000:4:rw
record 0: exit, 16 bytes
--- stderr
=== aw:0x1000:8:w
--- program
aw:0x1000:8:w { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 asyncwatchpoint:0x1000:8:w
record 0: exit, 16 bytes
--- stderr
=== asyncwatchpoint:0x1000:8:w
--- program
asyncwatchpoint:0x1000:8:w { exit(); }
--- exit 0
--- stdout
clause 0: perf event
  probe 0 asyncwatchpoint:0x1000:8:w
record 0: exit, 16 bytes
--- stderr
=== it:task
--- program
it:task { exit(); }
--- exit 0
--- stdout
clause 0: iterator
  probe 0 iter:task
record 0: exit, 16 bytes
--- stderr
=== iter:task
--- program
iter:task { exit(); }
--- exit 0
--- stdout
clause 0: iterator
  probe 0 iter:task
record 0: exit, 16 bytes
--- stderr
=== self:signal:SIGUSR1
--- program
self:signal:SIGUSR1 { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 self:signal:SIGUSR1
record 0: exit, 16 bytes
--- stderr
=== bench:b
--- program
bench:b { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 bench:b
record 0: exit, 16 bytes
--- stderr
=== test:t
--- program
test:t { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 test:t
record 0: exit, 16 bytes
--- stderr
=== begin
--- program
begin { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 BEGIN
record 0: exit, 16 bytes
--- stderr
=== BEGIN
--- program
BEGIN { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 BEGIN
record 0: exit, 16 bytes
--- stderr
=== end
--- program
end { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 END
record 0: exit, 16 bytes
--- stderr
=== END
--- program
END { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 END
record 0: exit, 16 bytes
--- stderr
