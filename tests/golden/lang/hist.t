# SPDX-License-Identifier: GPL-2.0-or-later
# Histograms.
--- options -q

=== hist of 0
--- program
BEGIN { @x = hist(0); exit(); }
--- exit 0
--- stdout


@x: 
[0]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 1
--- program
BEGIN { @x = hist(1); exit(); }
--- exit 0
--- stdout


@x: 
[1]                    1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 2 and 3
--- program
BEGIN { @x = hist(2); @x = hist(3); exit(); }
--- exit 0
--- stdout


@x: 
[2, 4)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of negatives
--- program
BEGIN { @x = hist(-5); exit(); }
--- exit 0
--- stdout


@x: 
(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 1K
--- program
BEGIN { @x = hist(1024); exit(); }
--- exit 0
--- stdout


@x: 
[1K, 2K)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 1023
--- program
BEGIN { @x = hist(1023); exit(); }
--- exit 0
--- stdout


@x: 
[512, 1K)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 1M
--- program
BEGIN { @x = hist(1048576); exit(); }
--- exit 0
--- stdout


@x: 
[1M, 2M)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 1G
--- program
BEGIN { @x = hist(1073741824); exit(); }
--- exit 0
--- stdout


@x: 
[1G, 2G)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of 1T
--- program
BEGIN { @x = hist(1099511627776); exit(); }
--- exit 0
--- stdout


@x: 
[1T, 2T)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist has empty rows between
--- program
BEGIN { @x = hist(1); @x = hist(1); @x = hist(9); exit(); }
--- exit 0
--- stdout


@x: 
[1]                    2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[2, 4)                 0 |                                                    |
[4, 8)                 0 |                                                    |
[8, 16)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |

=== hist by key
--- program
BEGIN { @x[3] = hist(5); exit(); }
--- exit 0
--- stdout


@x[3]: 
[4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of one and zero
--- program
BEGIN { @x = hist(0); @x = hist(1); @x = hist(1); @x = hist(1); exit(); }
--- exit 0
--- stdout


@x: 
[0]                    1 |@@@@@@@@@@@@@@@@@                                   |
[1]                    3 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist of two keys, by total
--- program
BEGIN { @x[1] = hist(5); @x[1] = hist(5); @x[2] = hist(5); exit(); }
--- exit 0
--- stdout


@x[2]: 
[4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

@x[1]: 
[4, 8)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist with 1 bit
--- program
BEGIN { @x = hist(6, 1); exit(); }
--- exit 0
--- stdout


@x: 
[6, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== hist with 2 bits
--- program
BEGIN { @x = hist(9, 2); exit(); }
--- exit 0
--- stdout


@x: 
[8, 10)                1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist
--- program
BEGIN { @x = lhist(3, 0, 10, 1); exit(); }
--- exit 0
--- stdout


@x: 
[3, 4)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist lower bound
--- program
BEGIN { @x = lhist(0, 0, 10, 5); exit(); }
--- exit 0
--- stdout


@x: 
[0, 5)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist upper bound is above
--- program
BEGIN { @x = lhist(10, 0, 10, 5); exit(); }
--- exit 0
--- stdout


@x: 
[10, ...)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist below
--- program
BEGIN { @x = lhist(-1, 0, 10, 5); exit(); }
--- exit 0
--- stdout


@x: 
(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist step 5
--- program
BEGIN { @x = lhist(7, 0, 10, 5); @x = lhist(9, 0, 10, 5); @x = lhist(1, 0, 10, 5); exit(); }
--- exit 0
--- stdout


@x: 
[0, 5)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |
[5, 10)                2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist negative minimum
--- program
BEGIN { @x = lhist(-7, -10, 10, 5); exit(); }
--- exit 0
--- stdout


@x: 
[-10, -5)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist all rows between
--- program
BEGIN { @x = lhist(1, 0, 8, 2); @x = lhist(7, 0, 8, 2); exit(); }
--- exit 0
--- stdout


@x: 
[0, 2)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
[2, 4)                 0 |                                                    |
[4, 6)                 0 |                                                    |
[6, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist of thousands
--- program
BEGIN { @x = lhist(2500, 0, 5000, 1000); exit(); }
--- exit 0
--- stdout


@x: 
[2000, 3000)           1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== lhist by key
--- program
BEGIN { @x["k"] = lhist(3, 0, 10, 1); exit(); }
--- exit 0
--- stdout


@x[k]: 
[3, 4)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

=== print of hist
--- program
BEGIN { @x = hist(5); print(@x); clear(@x); exit(); }
--- exit 0
--- stdout
@x: 
[4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|




