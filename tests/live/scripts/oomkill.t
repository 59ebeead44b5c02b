# SPDX-License-Identifier: GPL-2.0-or-later
# A process that eats more than its group may have
script_backends
need scenes
small_cgroup 8
functions oom_kill_process
script oomkill
in_group "$scenes" eat 64
until_match 'loadavg: [0-9]'
match "^$clock Triggered by PID ([0-9]+) \\(\"scenes\"\\), OOM kill of PID \\1 \\(\"scenes\"\\), 2048 pages, loadavg: [0-9.]+ [0-9.]+ [0-9.]+ [0-9]+/[0-9]+ [0-9]+\$"
