# SPDX-License-Identifier: GPL-2.0-or-later
# A thread and the function it runs
only bpf
need scenes uprobes
script threadsnoop
run "$scenes" thread
ends 0.2
match "^[0-9]+ +$child +scenes +thread_main\$"
