# SPDX-License-Identifier: GPL-2.0-or-later
# What the verifier rejects is said of the statement that caused it, with a way out
need root tracefs event:raw_syscalls/sys_enter
only bpf
need_backend
[ -z "${SONDE_IN_VM:-}" ] || skip "a million steps of the verifier take minutes under emulation"
sonde --backend bpf -e 'tracepoint:raw_syscalls:sys_enter {
  @x = 1;
  $i = 0;
  while ($i >= 0) { $i++; }
}'
expect_status 1
err_match '^stdin:[45]:[0-9]+: ERROR: the kernel rejects this program: ' \
	'^HINT: (a loop|the verifier|fewer|this kernel takes no loops)' "^HINT: -v shows the verifier's log"
grep -q '^processed' err && fail 'the log is shown without -v'
sonde --backend bpf -v -e 'tracepoint:raw_syscalls:sys_enter { $i = 0; while ($i >= 0) { $i++; } }'
expect_status 1
err_match '[0-9]+: \([0-9a-f]{2}\) '
