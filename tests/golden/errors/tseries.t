# SPDX-License-Identifier: GPL-2.0-or-later
# What tseries() refuses.

=== tseries: an interval that is not a literal
--- program
BEGIN { $i = 1; @ = tseries(1, $i, 5); }
--- exit 1
--- stderr
stdin:1:32: ERROR: tseries() expects a literal integer as its interval
BEGIN { $i = 1; @ = tseries(1, $i, 5); }
                               ~~
=== tseries: an interval of nothing
--- program
BEGIN { @ = tseries(1, 0, 5); }
--- exit 1
--- stderr
stdin:1:24: ERROR: tseries() interval must be positive (0 provided)
BEGIN { @ = tseries(1, 0, 5); }
                       ^
=== tseries: no intervals, and too many
--- program
BEGIN { @a = tseries(1, 1s, 0); @b = tseries(1, 1s, 1000001); }
--- exit 1
--- stderr
stdin:1:29: ERROR: tseries() number of intervals must be from 1 to 1000000 (0 provided)
BEGIN { @a = tseries(1, 1s, 0); @b = tseries(1, 1s, 1000001); }
                            ^
stdin:1:53: ERROR: tseries() number of intervals must be from 1 to 1000000 (1000001 provided)
BEGIN { @a = tseries(1, 1s, 0); @b = tseries(1, 1s, 1000001); }
                                                    ~~~~~~~
=== tseries: a function that there is not
--- program
BEGIN { @ = tseries(1, 1s, 5, "median"); }
--- exit 1
--- stderr
stdin:1:31: ERROR: tseries() has no function "median"
BEGIN { @ = tseries(1, 1s, 5, "median"); }
                              ~~~~~~~~
HINT: "avg", "max", "min" or "sum"; the last value if none is given
=== tseries: of a string
--- program
BEGIN { @ = tseries("a", 1s, 5); }
--- exit 1
--- stderr
stdin:1:21: ERROR: tseries() expects an integer here, not 'string[2]'
BEGIN { @ = tseries("a", 1s, 5); }
                    ~~~
=== tseries: two intervals in one map
--- program
BEGIN { @ = tseries(1, 1s, 5); @ = tseries(1, 2s, 5); }
--- exit 1
--- stderr
stdin:1:36: ERROR: different tseries() arguments in @: one map has one interval, one number of intervals and one function
BEGIN { @ = tseries(1, 1s, 5); @ = tseries(1, 2s, 5); }
                                   ~~~~~~~~~~~~~~~~~
stdin:1:13: NOTE: @ is 'tseries_t' from here
BEGIN { @ = tseries(1, 1s, 5); @ = tseries(1, 2s, 5); }
            ~~~~~~~~~~~~~~~~~
=== tseries: two functions in one map
--- program
BEGIN { @ = tseries(1, 1s, 5, "sum"); @ = tseries(1, 1s, 5); }
--- exit 1
--- stderr
stdin:1:43: ERROR: different tseries() arguments in @: one map has one interval, one number of intervals and one function
BEGIN { @ = tseries(1, 1s, 5, "sum"); @ = tseries(1, 1s, 5); }
                                          ~~~~~~~~~~~~~~~~~
stdin:1:13: NOTE: @ is 'tseries_t' from here
BEGIN { @ = tseries(1, 1s, 5, "sum"); @ = tseries(1, 1s, 5); }
            ~~~~~~~~~~~~~~~~~~~~~~~~
=== tseries: has no one value
--- program
BEGIN { @ = tseries(1, 1s, 5); print(@ + 1); }
--- exit 1
--- stderr
stdin:1:38: ERROR: a map of type 'tseries_t' has no single value
BEGIN { @ = tseries(1, 1s, 5); print(@ + 1); }
                                     ^
HINT: print(@) prints it
=== tseries: not in a map
--- program
BEGIN { print(tseries(1, 1s, 5)); }
--- exit 1
--- stderr
stdin:1:15: ERROR: tseries() should be directly assigned to a map
BEGIN { print(tseries(1, 1s, 5)); }
              ~~~~~~~~~~~~~~~~~
HINT: @NAME = tseries(...)
