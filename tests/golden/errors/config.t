# SPDX-License-Identifier: GPL-2.0-or-later
# Settings.
--- options --tracefs tracefs --dump=asm

=== unknown setting
--- program
config = { max_strln = 64; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: unrecognized config variable: max_strln
config = { max_strln = 64; } BEGIN { exit(); }
           ~~~~~~~~~~~~~~
HINT: did you mean max_strlen?
=== number out of range
--- program
config = { max_strlen = 100000; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: invalid value for max_strlen: '100000': must be a number from 1 to 1024
config = { max_strlen = 100000; } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~
=== number that is none
--- program
config = { max_map_keys = many; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: invalid value for max_map_keys: 'many': must be a number from 1 to 2147483648
config = { max_map_keys = many; } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~
=== unknown choice
--- program
config = { stack_mode = pretty; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: invalid value for stack_mode: 'pretty': must be one of bpftrace, perf, raw, build_id
config = { stack_mode = pretty; } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~
=== boolean that is none
--- program
config = { print_maps_on_exit = perhaps; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: invalid value for print_maps_on_exit: 'perhaps': must be true or false
config = { print_maps_on_exit = perhaps; } BEGIN { exit(); }
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== environment out of range
--- environment BPFTRACE_MAX_STRLEN=0
--- program
BEGIN { exit(); }
--- exit 1
--- stderr
ERROR: invalid value for BPFTRACE_MAX_STRLEN: '0': must be a number from 1 to 1024
=== environment that is no number
--- environment BPFTRACE_MAX_MAP_KEYS=x
--- program
BEGIN { exit(); }
--- exit 1
--- stderr
ERROR: invalid value for BPFTRACE_MAX_MAP_KEYS: 'x': must be a number from 1 to 2147483648
