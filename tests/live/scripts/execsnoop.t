# SPDX-License-Identifier: GPL-2.0-or-later
# The arguments of a program
script_backends
need event:syscalls/sys_enter_execve
script execsnoop
run env true one "two three"
until_match '^[0-9]+ +[0-9]+ +([^ ]*/)?true one two three$'
match "^[0-9]+ +$child +[^ ]*env true one two three\$"
