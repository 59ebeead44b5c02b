# SPDX-License-Identifier: GPL-2.0-or-later
# Every setting: what it changes, and what it refuses.
--- options -q

=== map_keys_max is max_map_keys
--- program
config = { map_keys_max = 1 } BEGIN { @x[1] = 1; @x[2] = 5; printf("%d\n", @x[2]); clear(@x); exit(); }
--- exit 0
--- stdout
0



=== max_map_keys does not bind declared maps
--- program
config = { max_map_keys = 1; max_strlen = 64 } BEGIN { @y[1] = 1; printf("%d\n", @y[1]); clear(@y); exit(); }
--- exit 0
--- stdout
1



=== max_probes
--- program
config = { max_probes = 1 } interval:s:1, interval:s:2 { exit(); } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:43: ERROR: more than 1 probes (BPFTRACE_MAX_PROBES)
config = { max_probes = 1 } interval:s:1, interval:s:2 { exit(); } BEGIN { exit(); }
                                          ~~~~~~~~~~~~
=== max_probes that suffices
--- program
config = { max_probes = 3 } interval:s:1, interval:s:2 { } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== max_probes of the environment
--- environment BPFTRACE_MAX_PROBES=1
--- program
interval:s:1, interval:s:2 { exit(); } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:15: ERROR: more than 1 probes (BPFTRACE_MAX_PROBES)
interval:s:1, interval:s:2 { exit(); } BEGIN { exit(); }
              ~~~~~~~~~~~~
=== max_bpf_progs
--- program
config = { max_bpf_progs = 1 } profile:hz:1 { @ = 1; } profile:hz:2 { @ = 2; }
--- exit 1
--- stdout
--- stderr
stdin:1:32: ERROR: this needs 2 programs in the kernel, more than the 1 of max_bpf_progs
config = { max_bpf_progs = 1 } profile:hz:1 { @ = 1; } profile:hz:2 { @ = 2; }
                               ~~~~~~~~~~~~~~~~~~~~~~~
HINT: config = { max_bpf_progs = 2 }
=== max_bpf_progs of the environment
--- environment BPFTRACE_MAX_BPF_PROGS=1
--- program
profile:hz:1 { @ = 1; } profile:hz:2 { @ = 2; }
--- exit 1
--- stdout
--- stderr
stdin:1:1: ERROR: this needs 2 programs in the kernel, more than the 1 of max_bpf_progs
profile:hz:1 { @ = 1; } profile:hz:2 { @ = 2; }
~~~~~~~~~~~~~~~~~~~~~~~
HINT: config = { max_bpf_progs = 2 }
=== max_bpf_progs does not count what sonde runs
--- program
config = { max_bpf_progs = 1 } BEGIN { print(1); } interval:s:9 { } END { print(2); } BEGIN { exit(); }
--- exit 0
--- stdout
1
2


=== max_cat_bytes
--- program
config = { max_cat_bytes = 4 } BEGIN { cat("/proc/version"); exit(); }
--- exit 0
--- stdout
Linu

=== cat_bytes_max is max_cat_bytes
--- program
config = { cat_bytes_max = 2 } BEGIN { cat("/proc/version"); exit(); }
--- exit 0
--- stdout
Li

=== max_cat_bytes of the environment
--- environment BPFTRACE_MAX_CAT_BYTES=5
--- program
BEGIN { cat("/proc/version"); exit(); }
--- exit 0
--- stdout
Linux

=== perf_rb_pages
--- program
config = { perf_rb_pages = 8 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== perf_rb_pages of nothing
--- program
config = { perf_rb_pages = 0 } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:12: ERROR: invalid value for perf_rb_pages: '0': must be a number from 1 to 1048576
config = { perf_rb_pages = 0 } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~
=== log_size
--- program
config = { log_size = 4096 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== log_size that is no number
--- program
config = { log_size = big } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:12: ERROR: invalid value for log_size: 'big': must be a number from 1 to 1073741824
config = { log_size = big } BEGIN { exit(); }
           ~~~~~~~~~~~~~~
=== license GPL
--- program
config = { license = "GPL" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== license GPL v2
--- program
config = { license = "GPL v2" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== license GPL and additional rights
--- program
config = { license = "GPL and additional rights" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== license Dual BSD/GPL
--- program
config = { license = "Dual BSD/GPL" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== license Dual MIT/GPL
--- program
config = { license = "Dual MIT/GPL" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== license Dual MPL/GPL
--- program
config = { license = "Dual MPL/GPL" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== license that the kernel does not take for the GPL
--- program
config = { license = "BSD" } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:12: ERROR: invalid value for license: 'BSD': must be one of GPL, GPL v2, GPL and additional rights, Dual BSD/GPL, Dual MIT/GPL, Dual MPL/GPL
config = { license = "BSD" } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~
=== license of the environment
--- environment BPFTRACE_LICENSE=MIT
--- program
BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
ERROR: invalid value for BPFTRACE_LICENSE: 'MIT': must be one of GPL, GPL v2, GPL and additional rights, Dual BSD/GPL, Dual MIT/GPL, Dual MPL/GPL
=== cache_user_symbols NONE
--- program
config = { cache_user_symbols = NONE } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== cache_user_symbols PER_PID
--- program
config = { cache_user_symbols = PER_PID } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== cache_user_symbols PER_PROGRAM
--- program
config = { cache_user_symbols = PER_PROGRAM } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== cache_user_symbols that is none
--- program
config = { cache_user_symbols = ALL } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:12: ERROR: invalid value for cache_user_symbols: 'ALL': must be one of NONE, PER_PID, PER_PROGRAM
config = { cache_user_symbols = ALL } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~~~~~~
=== cpp_demangle
--- program
config = { cpp_demangle = false } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== cpp_demangle that is no boolean
--- program
config = { cpp_demangle = maybe } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:12: ERROR: invalid value for cpp_demangle: 'maybe': must be true or false
config = { cpp_demangle = maybe } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~~
=== stack_mode bpftrace
--- program
config = { stack_mode = bpftrace } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== stack_mode perf
--- program
config = { stack_mode = perf } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== stack_mode raw
--- program
config = { stack_mode = raw } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== str_trunc_trailer
--- program
config = { str_trunc_trailer = "~"; max_strlen = 4 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== missing_probes = error
--- program
config = { missing_probes = error } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== missing_probes = warn
--- program
config = { missing_probes = warn } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== missing_probes = ignore
--- program
config = { missing_probes = ignore } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== missing_probes: not set, a point of its own
--- options --tracefs ../golden/tracefs --dry-run
--- program
tracepoint:sched:nosuch { }
--- exit 1
--- stdout
--- stderr
stdin:1:18: ERROR: no tracepoint sched:nosuch
tracepoint:sched:nosuch { }
                 ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes = error, a point of its own
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = error } tracepoint:sched:nosuch { } BEGIN { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:54: ERROR: no tracepoint sched:nosuch
config = { missing_probes = error } tracepoint:sched:nosuch { } BEGIN { exit(); }
                                                     ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes = error, a point of a list
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = error } tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:54: ERROR: no tracepoint sched:nosuch
config = { missing_probes = error } tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
                                                     ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes = warn, a point of its own
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = warn } tracepoint:sched:nosuch { } BEGIN { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 BEGIN
record 0: exit, 16 bytes
--- stderr
stdin:1:53: WARNING: no tracepoint sched:nosuch: skipped
config = { missing_probes = warn } tracepoint:sched:nosuch { } BEGIN { exit(); }
                                                    ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes = warn, a point of a list
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = warn } tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
--- exit 0
--- stdout
clause 0: tracepoint
  probe 0 tracepoint:sched:sched_switch
record 0: exit, 16 bytes
--- stderr
stdin:1:53: WARNING: no tracepoint sched:nosuch: skipped
config = { missing_probes = warn } tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
                                                    ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes = ignore, a point of its own
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = ignore } tracepoint:sched:nosuch { } BEGIN { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 BEGIN
record 0: exit, 16 bytes
--- stderr
=== missing_probes = ignore, a point of a list
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = ignore } tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
--- exit 0
--- stdout
clause 0: tracepoint
  probe 0 tracepoint:sched:sched_switch
record 0: exit, 16 bytes
--- stderr
=== missing_probes: not set, a point of a list
--- options --tracefs ../golden/tracefs --dump=plan
--- program
tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
--- exit 0
--- stdout
clause 0: tracepoint
  probe 0 tracepoint:sched:sched_switch
record 0: exit, 16 bytes
--- stderr
stdin:1:18: WARNING: no tracepoint sched:nosuch: skipped
tracepoint:sched:nosuch, tracepoint:sched:sched_switch { exit(); }
                 ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes of the environment wins
--- options --tracefs ../golden/tracefs --dump=plan
--- environment BPFTRACE_MISSING_PROBES=warn
--- program
config = { missing_probes = error } tracepoint:sched:nosuch, BEGIN { exit(); }
--- exit 0
--- stdout
clause 0: user
  probe 0 BEGIN
record 0: exit, 16 bytes
--- stderr
stdin:1:54: WARNING: no tracepoint sched:nosuch: skipped
config = { missing_probes = error } tracepoint:sched:nosuch, BEGIN { exit(); }
                                                     ~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== missing_probes = ignore, and nothing left
--- options --tracefs ../golden/tracefs --dump=plan
--- program
config = { missing_probes = ignore } tracepoint:sched:nosuch { exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:38: ERROR: no probes to attach
config = { missing_probes = ignore } tracepoint:sched:nosuch { exit(); }
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== nothing to set: on_stack_limit
--- program
config = { on_stack_limit=32 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: show_debug_info
--- program
config = { show_debug_info=true } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== an unstable feature that is not used, or allowed: unstable_map_decl
--- program
config = { unstable_map_decl=enable } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== an unstable feature that is not used, or allowed: unstable_tseries
--- program
config = { unstable_tseries=warn } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== an unstable feature that is not used, or allowed: unstable_addr
--- program
config = { unstable_addr=error } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== an unstable feature that is not used, or allowed: unstable_macro
--- program
config = { unstable_macro=enable } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== an unstable feature that is not used, or allowed: unstable_import
--- program
config = { unstable_import=enable } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: max_ast_nodes
--- program
config = { max_ast_nodes=5000 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: max_type_res_iterations
--- program
config = { max_type_res_iterations=10 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: lazy_symbolication
--- program
config = { lazy_symbolication=true } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: use_blazesym
--- program
config = { use_blazesym=true } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: verify_llvm_ir
--- program
config = { verify_llvm_ir=true } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: perf_rb_timeout
--- program
config = { perf_rb_timeout=10 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: vmlinux
--- program
config = { vmlinux="/boot/vmlinux" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: kernel_source
--- program
config = { kernel_source="/usr/src" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: kernel_build
--- program
config = { kernel_build="/usr/src" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: btf
--- program
config = { btf="/b" } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: no_cpp_demangle
--- program
config = { no_cpp_demangle=true } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: debug_output
--- program
config = { debug_output=true } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== nothing to set: func_arg_limit
--- program
config = { func_arg_limit=10 } BEGIN { print(1); exit(); }
--- exit 0
--- stdout
1


=== unstable features: warnings, one each
--- program
config = { unstable_map_decl = warn; unstable_tseries = warn; unstable_addr = warn; unstable_macro = warn }
let @m = hash(8);
let @n = lruhash(8);
macro one() { 1 }
BEGIN { @m[1] = one(); @n[1] = 1; $x = 1; print(*&$x + *&$x); @t = tseries(1, 1s, 2); clear(@t); clear(@m); clear(@n); exit(); }
--- exit 0
--- stdout
2





--- stderr
stdin:2:1: WARNING: this uses map declarations, which the script calls unstable
let @m = hash(8);
~~~~~~~~~~~~~~~~
HINT: config = { unstable_map_decl = enable } says no more of it
stdin:4:1: WARNING: this uses macros, which the script calls unstable
macro one() { 1 }
~~~~~~~~~~~~~~~~~
HINT: config = { unstable_macro = enable } says no more of it
stdin:5:50: WARNING: this uses the address-of operator, which the script calls unstable
BEGIN { @m[1] = one(); @n[1] = 1; $x = 1; print(*&$x + *&$x); @t = tseries(1, 1s, 2); clear(@t); clear(@m); clear(@n); exit(); }
                                                 ~~~
HINT: config = { unstable_addr = enable } says no more of it
stdin:5:68: WARNING: this uses tseries(), which the script calls unstable
BEGIN { @m[1] = one(); @n[1] = 1; $x = 1; print(*&$x + *&$x); @t = tseries(1, 1s, 2); clear(@t); clear(@m); clear(@n); exit(); }
                                                                   ~~~~~~~~~~~~~~~~~
HINT: config = { unstable_tseries = enable } says no more of it
=== unstable features: error
--- program
config = { unstable_map_decl = error; unstable_tseries = error; unstable_addr = error; unstable_macro = error }
let @m = hash(8);
macro one() { 1 }
BEGIN { @m[1] = one(); $x = 1; print(*&$x + *&$x); @t = tseries(1, 1s, 2); exit(); }
--- exit 1
--- stderr
stdin:2:1: ERROR: the program uses map declarations, but unstable_map_decl is set to error
let @m = hash(8);
~~~~~~~~~~~~~~~~
stdin:3:1: ERROR: the program uses macros, but unstable_macro is set to error
macro one() { 1 }
~~~~~~~~~~~~~~~~~
stdin:4:39: ERROR: the program uses the address-of operator, but unstable_addr is set to error
BEGIN { @m[1] = one(); $x = 1; print(*&$x + *&$x); @t = tseries(1, 1s, 2); exit(); }
                                      ~~~
stdin:4:57: ERROR: the program uses tseries(), but unstable_tseries is set to error
BEGIN { @m[1] = one(); $x = 1; print(*&$x + *&$x); @t = tseries(1, 1s, 2); exit(); }
                                                        ~~~~~~~~~~~~~~~~~
=== unstable features: what may be said
--- program
config = { unstable_addr = maybe } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: invalid value for unstable_addr: 'maybe': must be one of enable, warn, error, true, 1, false, 0
config = { unstable_addr = maybe } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~~~
=== unstable features: as older scripts set them
--- program
config = { unstable_macro = 1; unstable_addr = false } macro one() { 1 } BEGIN { $x = one(); print(&$x); }
--- exit 1
--- stderr
stdin:1:100: ERROR: the program uses the address-of operator, but unstable_addr is set to error
config = { unstable_macro = 1; unstable_addr = false } macro one() { 1 } BEGIN { $x = one(); print(&$x); }
                                                                                                   ~~~
