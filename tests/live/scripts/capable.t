# SPDX-License-Identifier: GPL-2.0-or-later
# setuid(2) asks for CAP_SETUID
script_backends
need scenes
functions cap_capable
script capable
run "$scenes" setuid 1234
ends 0.2
match "^$clock  0 +$child +scenes +7 +CAP_SETUID +[0-9]+\$"
