# SPDX-License-Identifier: GPL-2.0-or-later
# Probes at functions of BPF programs.
--- options --tracefs tracefs --dump=asm

=== fentry:bpf: a wildcard
--- program
fentry:bpf:x* { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: functions of BPF programs are named in full, without wildcards
fentry:bpf:x* { exit(); }
           ~~
=== fentry:bpf: an ID that is no number
--- program
fexit:bpf:x:y { exit(); }
--- exit 1
--- stderr
stdin:1:11: ERROR: the ID of a BPF program is a number
fexit:bpf:x:y { exit(); }
          ^
=== fentry: four parts
--- program
fentry:a:b:c { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: too many parts for fentry
fentry:a:b:c { exit(); }
~~~~~~~~~~~~
HINT: write fentry:[MODULE:]FUNCTION
