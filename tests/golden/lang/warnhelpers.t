# SPDX-License-Identifier: GPL-2.0-or-later
# -k: helpers that fail
--- options -k

=== full maps and keys that are not there
--- program
config = { max_map_keys = 1 }
BEGIN { @a[1] = 1; @a[2] = 2; delete(@a, 5); $x = @a[7]; @a[1]++; if (!delete(@a, 8)) { print($x); } delete(@a, 1); exit(); }
--- exit 0
--- stdout
Attaching 1 probe...
0



--- stderr
stdin:2:20: WARNING: Map full; can't update element. Try a larger max_map_keys.
Additional Info - helper: map_update_elem, retcode: -7
BEGIN { @a[1] = 1; @a[2] = 2; delete(@a, 5); $x = @a[7]; @a[1]++; if (!delete(@a, 8)) { print($x); } delete(@a, 1); exit(); }
                   ~~~~~~~~~
stdin:2:31: WARNING: Can't delete map element because it does not exist.
Additional Info - helper: map_delete_elem, retcode: -2
BEGIN { @a[1] = 1; @a[2] = 2; delete(@a, 5); $x = @a[7]; @a[1]++; if (!delete(@a, 8)) { print($x); } delete(@a, 1); exit(); }
                              ~~~~~~~~~~~~~
stdin:2:72: WARNING: Can't delete map element because it does not exist.
Additional Info - helper: map_delete_elem, retcode: -2
BEGIN { @a[1] = 1; @a[2] = 2; delete(@a, 5); $x = @a[7]; @a[1]++; if (!delete(@a, 8)) { print($x); } delete(@a, 1); exit(); }
                                                                       ~~~~~~~~~~~~~
WARNING: 1 updates found their map full
HINT: more keys: config = { max_map_keys = N } or BPFTRACE_MAX_MAP_KEYS=N
=== -kk: also reads of keys that are not there
--- options -k -k
--- program
BEGIN { @a[1] = 1; $x = @a[7]; if (@a[8]) { print(1); } print(@a[1] + @s); @s = 1; @n[1] = count(); clear(@n); @h[2] = "x"; print((@h[3], @h[2])); exit(); }
--- exit 0
--- stdout
Attaching 1 probe...
1
(, x)


@a[1]: 1
@h[2]: x

@s: 1
--- stderr
stdin:1:25: WARNING: Can't lookup map element because it does not exist.
Additional Info - helper: map_lookup_elem, retcode: 0
BEGIN { @a[1] = 1; $x = @a[7]; if (@a[8]) { print(1); } print(@a[1] + @s); @s = 1; @n[1] = count(); clear(@n); @h[2] = "x"; print((@h[3], @h[2])); exit(); }
                        ~~~~~
stdin:1:36: WARNING: Can't lookup map element because it does not exist.
Additional Info - helper: map_lookup_elem, retcode: 0
BEGIN { @a[1] = 1; $x = @a[7]; if (@a[8]) { print(1); } print(@a[1] + @s); @s = 1; @n[1] = count(); clear(@n); @h[2] = "x"; print((@h[3], @h[2])); exit(); }
                                   ~~~~~
stdin:1:71: WARNING: Can't lookup map element because it does not exist.
Additional Info - helper: map_lookup_elem, retcode: 0
BEGIN { @a[1] = 1; $x = @a[7]; if (@a[8]) { print(1); } print(@a[1] + @s); @s = 1; @n[1] = count(); clear(@n); @h[2] = "x"; print((@h[3], @h[2])); exit(); }
                                                                      ~~
stdin:1:132: WARNING: Can't lookup map element because it does not exist.
Additional Info - helper: map_lookup_elem, retcode: 0
BEGIN { @a[1] = 1; $x = @a[7]; if (@a[8]) { print(1); } print(@a[1] + @s); @s = 1; @n[1] = count(); clear(@n); @h[2] = "x"; print((@h[3], @h[2])); exit(); }
                                                                                                                                   ~~~~~
=== JSON
--- options -k -f json
--- program
BEGIN { @a[1] = 1; delete(@a, 5); exit(); }
--- exit 0
--- stdout
{"type": "attached_probes", "data": {"probes": 1}}
{"type": "helper_error", "msg": "Can't delete map element because it does not exist.", "helper": "map_delete_elem", "retcode": -2, "line": 1, "col": 20}


{"type": "map", "data": {"@a": {"1": 1}}}
=== in a macro, and no warnings are wanted
--- options -k --no-warnings
--- program
macro drop(@m, k) { delete(@m, k) } BEGIN { @a[1] = 1; drop(@a, 5); exit(); }
--- exit 0
--- stdout
Attaching 1 probe...


@a[1]: 1
--- stderr
=== in a macro
--- program
macro drop(@m, k) { delete(@m, k) }
BEGIN { @a[1] = 1; drop(@a, 5); exit(); }
--- exit 0
--- stdout
Attaching 1 probe...


@a[1]: 1
--- stderr
stdin:2:20: WARNING: Can't delete map element because it does not exist.
Additional Info - helper: map_delete_elem, retcode: -2
BEGIN { @a[1] = 1; drop(@a, 5); exit(); }
                   ~~~~~~~~~~~
