=== an action with a string: scratch, ring, lost counter
--- needs 64bit
--- options --dump=plan
--- program
tracepoint:syscalls:sys_enter_openat { printf("%s %s\n", comm, str(args.filename)); }
--- exit 0
--- stdout
clause 0: tracepoint
  probe 0 tracepoint:syscalls:sys_enter_openat
  slot 0: comm +0 : bytes[16]
  slot 1: args.filename +0 -> +0 : user string[1024]
record 0: printf, 40 bytes and at most 1024
  +16 string[16]
  +32 string[1024]
--- stderr
=== count by comm: one lookup, atomic on the CPU's own share
--- options --dump=plan
--- program
tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }
--- exit 0
--- stdout
map @: key string[16] (16 bytes), value count_t (8 bytes) per CPU, 4096 entries
clause 0: tracepoint
  probe 0 tracepoint:raw_syscalls:sys_enter
  slot 0: comm +0 : bytes[16]
--- stderr
=== a histogram without a key is an array on each CPU
--- needs 64bit
--- options --dump=plan
--- program
tracepoint:syscalls:sys_exit_read /pid == 7/ { @ = hist(args.ret); }
--- exit 0
--- stdout
map @: key - (4 bytes), value hist_t (8 bytes) per CPU, 4096 entries
clause 0: tracepoint
  probe 0 tracepoint:syscalls:sys_exit_read
  slot 0: pid : u64
  slot 1: args.ret +0 : *s64
--- stderr
=== a filter, a plain map, delete
--- options --dump=plan
--- program
tracepoint:raw_syscalls:sys_enter { @start[tid] = nsecs; } tracepoint:raw_syscalls:sys_exit /@start[tid]/ { @ns = nsecs - @start[tid]; delete(@start, tid); }
--- exit 0
--- stdout
map @start: key uint64 (8 bytes), value uint64 (8 bytes), 4096 entries
map @ns: key - (4 bytes), value uint64 (8 bytes), 4096 entries
clause 0: tracepoint
  probe 0 tracepoint:raw_syscalls:sys_enter
  slot 0: nsecs : u64
  slot 1: tid : u64
clause 1: tracepoint
  probe 1 tracepoint:raw_syscalls:sys_exit
  slot 0: tid : u64
  slot 1: nsecs : u64
--- stderr
=== a loop and a ternary
--- options --dump=plan
--- program
tracepoint:sched:sched_switch { $i = 0; while ($i < 10) { $i++; if ($i == args.prev_pid) { break; } } @ = $i > 5 ? 1 : 2; }
--- exit 0
--- stdout
map @: key - (4 bytes), value int64 (8 bytes), 4096 entries
clause 0: tracepoint
  probe 0 tracepoint:sched:sched_switch
  slot 0: args.prev_pid +0 : *s32
--- stderr
=== BEGIN is for the VM
--- options --dump=plan
--- arguments 5
--- program
BEGIN { @x = 1 + 2 * $1; }
--- exit 0
--- stdout
map @x: key - (4 bytes), value int64 (8 bytes), 4096 entries
clause 0: user
  probe 0 BEGIN
--- stderr
