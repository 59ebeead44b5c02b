# SPDX-License-Identifier: GPL-2.0-or-later
# Bad command lines and programs
once
need root tracefs
bad() { # STATUS MESSAGE ARG...
	local want=$1 message=$2

	shift 2
	sonde "$@"
	expect_status "$want"
	[ ! -s out ] || fail "output from: $*"
	err_match "$message"
}
bad 1 'filename or -e' -e ''
bad 1 'filename or -e'
bad 1 'unrecognized option' --no-such-option
bad 1 "-B must be" -B sometimes -e 'BEGIN { exit(); }'
bad 1 'Invalid output format "xml"' -f xml -e 'BEGIN { exit(); }'
bad 1 'not a process id' -p x -e 'BEGIN { exit(); }'
bad 1 'out of valid pid range' -p 99999999 -e 'BEGIN { exit(); }'
bad 1 'no process' -p 4194304 -e 'BEGIN { exit(); }'
bad 1 'no backend "none"' --backend none -e 'BEGIN { exit(); }'
bad 1 '--dump takes' --dump=tree -e 'BEGIN { exit(); }'
bad 1 'do not go together' -p 1 -c true -e 'BEGIN { exit(); }'
bad 255 'no/such/file' no/such/file.bt
bad 255 'no program "no-such-command"' -c no-such-command -e 'BEGIN { exit(); }'
bad 1 '^stdin:1:9.*: ERROR: ' -e 'BEGIN { nonsense(); }'
bad 1 '^stdin:1:21.*: ERROR: ' -e 'tracepoint:syscalls:sys_enter_opennat { @ = count(); }'
bad 1 'sys_enter_openat' -e 'tracepoint:syscalls:sys_enter_opennat { @ = count(); }'
bad 1 'unsafe' -e 'BEGIN { system("true"); }'
