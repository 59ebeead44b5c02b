# SPDX-License-Identifier: GPL-2.0-or-later
# Actions as parts of expressions, and what delete() and has_key() say.
--- options -q

=== ternary of calls
--- program
BEGIN { $a = 1; $a == 1 ? print("true") : print("false"); exit(); }
--- exit 0
--- stdout
true


=== ternary of calls, other branch
--- program
BEGIN { $a = 2; $a == 1 ? printf("A\n") : printf("B\n"); exit(); }
--- exit 0
--- stdout
B


=== ternary of calls, both in turn
--- program
BEGIN { $i = 0; while ($i < 4) { $i % 2 ? printf("odd ") : printf("even "); $i++ } printf("\n"); exit(); }
--- exit 0
--- stdout
even odd even odd 


=== ternary of ternaries of calls
--- program
BEGIN { $a = 2; $a == 1 ? printf("A\n") : ($a == 2 ? printf("B\n") : printf("C\n")); exit(); }
--- exit 0
--- stdout
B


=== ternary ends the program
--- program
BEGIN { $a = 1; $a ? exit() : exit(); print("x") } END { print("end") }
--- exit 0
--- stdout
end


=== ternary of a literal condition
--- program
BEGIN { 0 ? printf("A\n") : printf("B\n"); exit(); }
--- exit 0
--- stdout
B


=== ternary of other actions
--- program
BEGIN { @x[1] = 1; $a = 1; $a ? clear(@x) : print("no"); print("z"); exit(); }
--- exit 0
--- stdout
z



=== delete says it found the key
--- program
BEGIN { @x[1] = 1; $a = delete(@x, 1); print($a); exit(); }
--- exit 0
--- stdout
true



=== delete says it found none
--- program
BEGIN { @x[1] = 1; $a = delete(@x, 2); print($a); exit(); }
--- exit 0
--- stdout
false


@x[1]: 1
=== delete as a condition
--- program
BEGIN { @x[1] = 1; if (delete(@x, 1)) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y



=== delete as a false condition
--- program
BEGIN { @x[1] = 1; if (delete(@x, 2)) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


@x[1]: 1
=== delete as an integer
--- program
BEGIN { @x[1] = 1; $b = delete(@x, 3); $a = delete(@x, 1); printf("%d %d\n", $a, $b); exit(); }
--- exit 0
--- stdout
1 0



=== delete of many keys says
--- program
BEGIN { @x[1, "a"] = 1; print(delete(@x, (1, "b"))); print(delete(@x, (1, "a"))); exit(); }
--- exit 0
--- stdout
false
true



=== has_key prints as a bool
--- program
BEGIN { @x[1] = 0; print(has_key(@x, 1)); print(has_key(@x, 2)); exit(); }
--- exit 0
--- stdout
true
false


@x[1]: 0
=== has_key as an integer
--- program
BEGIN { @x[1] = 0; printf("%d %d\n", has_key(@x, 1), has_key(@x, 2)); exit(); }
--- exit 0
--- stdout
1 0


@x[1]: 0
=== not has_key
--- program
BEGIN { @x[1] = 0; if (!has_key(@x, 2)) { print("y") } exit(); }
--- exit 0
--- stdout
y


@x[1]: 0
=== has_key kept in a variable
--- program
BEGIN { @x["a"] = 0; $h = has_key(@x, "a"); print($h); exit(); }
--- exit 0
--- stdout
true


@x[a]: 0
=== has_key kept in a map
--- program
BEGIN { @x["a"] = 0; @h = has_key(@x, "a"); clear(@x); exit(); }
--- exit 0
--- stdout


@h: true

=== has_key of a count
--- program
BEGIN { @x["a"] = count(); print(has_key(@x, "a")); clear(@x); exit(); }
--- exit 0
--- stdout
true



=== has_key of a histogram
--- program
BEGIN { @x["a"] = hist(3); print(has_key(@x, "a")); print(has_key(@x, "b")); clear(@x); exit(); }
--- exit 0
--- stdout
true
false



=== delete of a histogram
--- program
BEGIN { @x["a"] = hist(3); delete(@x, "a"); print(has_key(@x, "a")); exit(); }
--- exit 0
--- stdout
false



=== delete of a count
--- program
BEGIN { @x["a"] = count(); @x["b"] = count(); delete(@x, "a"); exit(); }
--- exit 0
--- stdout


@x[b]: 1
=== an action in a filter
--- options -q
--- program
BEGIN /{ printf("in the filter %d\n", 7); 1 }/ { printf("in the body\n"); exit(); }
--- exit 0
--- stdout
in the filter 7
in the body


--- stderr
