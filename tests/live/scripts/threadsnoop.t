# SPDX-License-Identifier: GPL-2.0-or-later
# A thread and the function it runs
script_backends
need scenes uprobes
script threadsnoop
# its names are read while it is there
run "$scenes" thread nap 700
ends 0.2
match "^[0-9]+ +$child +scenes +thread_main\$"
