# SPDX-License-Identifier: GPL-2.0-or-later
# The load averages are the kernel's
script_backends
need kallsyms:avenrun
script loads
within 10 grep -q averages: out
read -r one five fifteen _ </proc/loadavg
ends
match "^$clock load averages: [0-9]+\\.[0-9]{3} [0-9]+\\.[0-9]{3} [0-9]+\\.[0-9]{3}\$"
grep averages: out | tail -n 1 | awk -v a="$one" -v b="$five" -v c="$fifteen" '
	function far(x, y, much) { return x - y > much || y - x > much }
	far($4, a, 0.3) || far($5, b, 0.1) || far($6, c, 0.05) { exit 1 }' || fail "/proc/loadavg: $one $five $fifteen"
