=== an action with a string: scratch, ring, lost counter
--- options --dump=ast
--- program
tracepoint:syscalls:sys_enter_openat { printf("%s %s\n", comm, str(args.filename)); }
--- exit 0
--- stdout
tracepoint:syscalls:sys_enter_openat
  call printf : void
    string "%s %s\n" : string[7]
    builtin comm : string[16]
    call str : string[1024]
      field filename : int8 *
        builtin args : struct _tracepoint_syscalls_sys_enter_openat
--- stderr
=== count by comm: one lookup, atomic on the CPU's own share
--- options --dump=ast
--- program
tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }
--- exit 0
--- stdout
tracepoint:raw_syscalls:sys_enter
  assign =
    map @ : count_t
      builtin comm : string[16]
    call count : count_t
maps
  @[string[16]] : count_t
--- stderr
=== a histogram without a key is an array on each CPU
--- options --dump=ast
--- needs 64bit
--- program
tracepoint:syscalls:sys_exit_read /pid == 7/ { @ = hist(args.ret); }
--- exit 0
--- stdout
tracepoint:syscalls:sys_exit_read
  filter
    binary == : bool
      builtin pid : uint32
      int 7 : int64
  assign =
    map @ : hist_t
    call hist : hist_t
      field ret : int64
        builtin args : struct _tracepoint_syscalls_sys_exit_read
maps
  @ : hist_t
--- stderr
=== a filter, a plain map, delete
--- options --dump=ast
--- program
tracepoint:raw_syscalls:sys_enter { @start[tid] = nsecs; } tracepoint:raw_syscalls:sys_exit /@start[tid]/ { @ns = nsecs - @start[tid]; delete(@start, tid); }
--- exit 0
--- stdout
tracepoint:raw_syscalls:sys_enter
  assign =
    map @start : uint64
      builtin tid : uint32
    builtin nsecs : uint64
tracepoint:raw_syscalls:sys_exit
  filter
    map @start : uint64
      builtin tid : uint32
  assign =
    map @ns : uint64
    binary - : uint64
      builtin nsecs : uint64
      map @start : uint64
        builtin tid : uint32
  call delete : bool
    map @start : uint64
      builtin tid : uint32
maps
  @start[uint64] : uint64
  @ns : uint64
--- stderr
=== a loop and a ternary
--- options --dump=ast
--- program
tracepoint:sched:sched_switch { $i = 0; while ($i < 10) { $i++; if ($i == args.prev_pid) { break; } } @ = $i > 5 ? 1 : 2; }
--- exit 0
--- stdout
tracepoint:sched:sched_switch
  assign =
    variable $i : int64
    int 0 : int64
  while
    binary < : bool
      variable $i : int64
      int 10 : int64
    postfix ++ : int64
      variable $i : int64
    if
      binary == : bool
        variable $i : int64
        field prev_pid : int32
          builtin args : struct _tracepoint_sched_sched_switch
      then
        break
  assign =
    map @ : int64
    ternary : int64
      binary > : bool
        variable $i : int64
        int 5 : int64
      int 1 : int64
      int 2 : int64
maps
  @ : int64
--- stderr
=== BEGIN is for the VM
--- options --dump=ast
--- arguments 5
--- program
BEGIN { @x = 1 + 2 * $1; }
--- exit 0
--- stdout
BEGIN
  assign =
    map @x : int64
    binary + : int64 = 11
      int 1 : int64
      binary * : int64 = 10
        int 2 : int64
        param $1 : int64 = 5
maps
  @x : int64
--- stderr
