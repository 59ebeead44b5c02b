# SPDX-License-Identifier: GPL-2.0-or-later
# JSON, one value a line
need root
trace -f json -e 'BEGIN { printf("a \"quoted\" line\n"); @a = 1; @b[1, "x"] = 2; @h = hist(5); exit(); }'
has '{"type": "attached_probes", "data": {"probes": 1}}' \
	'{"type": "printf", "data": "a \"quoted\" line\n"}' \
	'{"type": "map", "data": {"@a": 1}}' \
	'{"type": "map", "data": {"@b": {"1,x": 2}}}' \
	'{"type": "hist", "data": {"@h": [{"min": 4, "max": 7, "count": 1}]}}'
same
# benchmarks
sonde -q -f json --bench -e 'bench:b { @b = 1; } bench:a { @a = 1; }'
expect_status 0
match '^\{"type": "benchmark_results", "data": \{"a": [0-9]+, "b": [0-9]+\}\}$'
