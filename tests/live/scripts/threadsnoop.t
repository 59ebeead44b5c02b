# SPDX-License-Identifier: GPL-2.0-or-later
# A thread and the function it runs
script_backends
need scenes uprobes
"$sonde" -l 'uprobe:libpthread:pthread_create,uprobe:libc:pthread_create' 2>/dev/null | grep -q . || skip "no libpthread.so here"
script threadsnoop
# its names are read while it is there
run "$scenes" thread nap 700
ends 0.2
match "^[0-9]+ +$child +scenes +thread_main\$"
