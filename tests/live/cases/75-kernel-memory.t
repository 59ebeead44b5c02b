# SPDX-License-Identifier: GPL-2.0-or-later
# BEGIN and interval read the kernel's memory: without BPF from /proc/kcore, where there is one
need root tracefs
need_symbol() { has_symbol " $1\$" || skip "no kernel symbol $1"; }
need symbol:linux_banner
if [ "$backend" != bpf ] && ! head -c 4 /proc/kcore 2>/dev/null | grep -q ELF; then
	sonde --backend "$backend" --dry-run -e 'BEGIN { print(*(uint8 *)kaddr("linux_banner")); }'
	err_match "ERROR: backend $backend: this follows a pointer" 'HINT: .*/proc/kcore'
	pass
fi
# the tracepoint keeps the backend, which is not needed for BEGIN alone
trace -e 'BEGIN {
		$p = kaddr("linux_banner");
		printf("%s|%c%c\n", str($p, 14), *(uint8 *)$p, *(uint8 *)($p + 6));
		@text = str($p, 5);
		@none = *(uint64 *)16;
	}
	interval:ms:1 { @c = *(uint8 *)(kaddr("linux_banner") + 1); exit(); }
	tracepoint:sched:sched_switch /pid == 1/ { @ = count(); }'
match '^Linux version \|Lv$'
has '@text: Linux' '@none: 0' '@c: 105'
