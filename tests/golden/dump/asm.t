=== an action with a string: scratch, ring, lost counter
--- needs 64bit
--- options --dump=asm
--- program
tracepoint:syscalls:sys_enter_openat { printf("%s %s\n", comm, str(args.filename)); }
--- exit 0
--- stdout
clause 0 (kernel): tracepoint:syscalls:sys_enter_openat
	r6 = r1
	*(u32 *)(r10 - 8) = 0
	r2 = r10
	r2 += -8
	r1 = map[scratch]
	call map_lookup_elem
	if r0 == 0 goto L6
	r7 = r0
	r1 = *(u64 *)(r7 + 0)
	if r1 == 0 goto L1
	*(u32 *)(r10 - 16) = 1
	r2 = r10
	r2 += -16
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L6
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
	goto L6
L1:
	*(u64 *)(r7 + 0) = 1
	*(u32 *)(r7 + 8) = 0
	*(u32 *)(r7 + 12) = -1
	*(u64 *)(r7 + 16) = 0
	r1 = r7
	r1 += 24
	r2 = 16
	call get_current_comm
	r0 = *(u64 *)(r6 + 24)
	r3 = r0
	r1 = r7
	r1 += 48
	*(u32 *)(r7 + 40) = 40
	r2 = 1024
	call probe_read_user_str
	if r0 s> 0 goto L2
	r0 = 1
L2:
	if r0 <= 1024 goto L3
	r0 = 1024
L3:
	*(u64 *)(r10 - 24) = r0
	r1 = map[ring]
	r2 = r7
	r2 += 8
	r3 = *(u64 *)(r10 - 24)
	if r3 <= 1024 goto L4
	r3 = 1024
L4:
	r3 += 40
	r4 = 0
	call ringbuf_output
	if r0 == 0 goto L5
	*(u32 *)(r10 - 32) = 0
	r2 = r10
	r2 += -32
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L5
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L5:
	*(u64 *)(r7 + 0) = 0
L6:
	r0 = 0
	exit
--- stderr
=== count by comm: one lookup, atomic on the CPU's own share
--- options --dump=asm
--- program
tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }
--- exit 0
--- stdout
clause 0 (kernel): tracepoint:raw_syscalls:sys_enter
	r6 = r1
	*(u64 *)(r10 - 16) = 0
	*(u64 *)(r10 - 8) = 0
	r1 = r10
	r1 += -16
	r2 = 16
	call get_current_comm
	r2 = r10
	r2 += -16
	r1 = map[@]
	call map_lookup_elem
	if r0 != 0 goto L1
	*(u64 *)(r10 - 24) = 0
	r2 = r10
	r2 += -16
	r3 = r10
	r3 += -24
	r1 = map[@]
	r4 = 1
	call map_update_elem
	r2 = r10
	r2 += -16
	r1 = map[@]
	call map_lookup_elem
	if r0 == 0 goto L2
L1:
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
	goto L3
L2:
	*(u32 *)(r10 - 24) = 2
	r2 = r10
	r2 += -24
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L3
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L3:
	r0 = 0
	exit
--- stderr
=== a histogram without a key is an array on each CPU
--- needs 64bit
--- options --dump=asm
--- program
tracepoint:syscalls:sys_exit_read /pid == 7/ { @ = hist(args.ret); }
--- exit 0
--- stdout
clause 0 (kernel): tracepoint:syscalls:sys_exit_read
	r6 = r1
	call get_current_pid_tgid
	r0 >>= 32
	if r0 != 7 goto L11
	r0 = *(u64 *)(r6 + 16)
	if r0 s< 0 goto L7
	if r0 < 1 goto L8
	r1 = 0
	r2 = r0
	r2 >>= 32
	if r2 == 0 goto L1
	r0 >>= 32
	r1 += 32
L1:
	if r0 < 65536 goto L2
	r0 >>= 16
	r1 += 16
L2:
	if r0 < 256 goto L3
	r0 >>= 8
	r1 += 8
L3:
	if r0 < 16 goto L4
	r0 >>= 4
	r1 += 4
L4:
	if r0 < 4 goto L5
	r0 >>= 2
	r1 += 2
L5:
	if r0 < 2 goto L6
	r0 >>= 1
	r1 += 1
L6:
	r1 += 2
	r0 = r1
	goto L9
L7:
	r0 = 0
	goto L9
L8:
	r0 += 1
L9:
	*(u64 *)(r10 - 8) = r0
	*(u32 *)(r10 - 16) = 0
	r0 = *(u64 *)(r10 - 8)
	*(u32 *)(r10 - 16) = r0
	r2 = r10
	r2 += -16
	r1 = map[@]
	call map_lookup_elem
	if r0 != 0 goto L10
	goto L11
L10:
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L11:
	r0 = 0
	exit
--- stderr
=== a filter, a plain map, delete
--- options --dump=asm
--- program
tracepoint:raw_syscalls:sys_enter { @start[tid] = nsecs; } tracepoint:raw_syscalls:sys_exit /@start[tid]/ { @ns = nsecs - @start[tid]; delete(@start, tid); }
--- exit 0
--- stdout
clause 0 (kernel): tracepoint:raw_syscalls:sys_enter
	r6 = r1
	call ktime_get_ns
	*(u64 *)(r10 - 8) = r0
	call get_current_pid_tgid
	w0 = w0
	*(u64 *)(r10 - 16) = r0
	r2 = r10
	r2 += -16
	r3 = r10
	r3 += -8
	r1 = map[@start]
	r4 = 0
	call map_update_elem
	if r0 == 0 goto L1
	*(u32 *)(r10 - 24) = 2
	r2 = r10
	r2 += -24
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L1
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L1:
	r0 = 0
	exit
clause 1 (kernel): tracepoint:raw_syscalls:sys_exit
	r6 = r1
	call get_current_pid_tgid
	w0 = w0
	*(u64 *)(r10 - 8) = r0
	r2 = r10
	r2 += -8
	r1 = map[@start]
	call map_lookup_elem
	if r0 == 0 goto L1
	r0 = *(u64 *)(r0 + 0)
L1:
	if r0 == 0 goto L4
	call ktime_get_ns
	*(u64 *)(r10 - 8) = r0
	call get_current_pid_tgid
	w0 = w0
	*(u64 *)(r10 - 16) = r0
	r2 = r10
	r2 += -16
	r1 = map[@start]
	call map_lookup_elem
	if r0 == 0 goto L2
	r0 = *(u64 *)(r0 + 0)
L2:
	r1 = r0
	r0 = *(u64 *)(r10 - 8)
	r0 -= r1
	*(u64 *)(r10 - 8) = r0
	*(u32 *)(r10 - 16) = 0
	r2 = r10
	r2 += -16
	r3 = r10
	r3 += -8
	r1 = map[@ns]
	r4 = 0
	call map_update_elem
	if r0 == 0 goto L3
	*(u32 *)(r10 - 24) = 2
	r2 = r10
	r2 += -24
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L3
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L3:
	call get_current_pid_tgid
	w0 = w0
	*(u64 *)(r10 - 8) = r0
	r2 = r10
	r2 += -8
	r1 = map[@start]
	call map_delete_elem
L4:
	r0 = 0
	exit
--- stderr
=== a loop and a ternary
--- options --dump=asm
--- program
tracepoint:sched:sched_switch { $i = 0; while ($i < 10) { $i++; if ($i == args.prev_pid) { break; } } @ = $i > 5 ? 1 : 2; }
--- exit 0
--- stdout
clause 0 (kernel): tracepoint:sched:sched_switch
	r6 = r1
	*(u64 *)(r10 - 8) = 0
	*(u64 *)(r10 - 8) = 0
L1:
	r0 = *(u64 *)(r10 - 8)
	if r0 s>= 10 goto L3
	r0 = *(u64 *)(r10 - 8)
	r1 = r0
	r0 += 1
	*(u64 *)(r10 - 8) = r0
	r0 = r1
	r0 = *(u64 *)(r10 - 8)
	r1 = *(u32 *)(r6 + 24)
	r1 <<= 32
	r1 s>>= 32
	if r0 != r1 goto L2
	goto L3
L2:
	goto L1
L3:
	r0 = *(u64 *)(r10 - 8)
	if r0 s<= 5 goto L4
	r0 = 1
	goto L5
L4:
	r0 = 2
L5:
	*(u64 *)(r10 - 16) = r0
	*(u32 *)(r10 - 24) = 0
	r2 = r10
	r2 += -24
	r3 = r10
	r3 += -16
	r1 = map[@]
	r4 = 0
	call map_update_elem
	if r0 == 0 goto L6
	*(u32 *)(r10 - 32) = 2
	r2 = r10
	r2 += -32
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L6
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L6:
	r0 = 0
	exit
--- stderr
=== BEGIN is for the VM
--- options --dump=asm
--- arguments 5
--- program
BEGIN { @x = 1 + 2 * $1; }
--- exit 0
--- stdout
clause 0 (vm): BEGIN
	r6 = r1
	*(u64 *)(r10 - 8) = 11
	*(u32 *)(r10 - 16) = 0
	r2 = r10
	r2 += -16
	r3 = r10
	r3 += -8
	r1 = map[@x]
	r4 = 0
	call map_update_elem
	if r0 == 0 goto L1
	*(u32 *)(r10 - 24) = 2
	r2 = r10
	r2 += -24
	r1 = map[lost]
	call map_lookup_elem
	if r0 == 0 goto L1
	r1 = *(u64 *)(r0 + 0)
	r1 += 1
	*(u64 *)(r0 + 0) = r1
L1:
	r0 = 0
	exit
--- stderr
