# SPDX-License-Identifier: GPL-2.0-or-later
# Every command says what it is for, to users who may use nothing too, and does nothing then; what
# it does not know is an error
once
need root
command -v setpriv >/dev/null || skip "no setpriv"
sonde --help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out)
[ "$(wc -w <<<"$commands")" -gt 15 ] || fail "commands: $commands"
# where others may run it
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
install -m 755 "$sonde" "$dir/sonde"
for command in $commands; do
	setpriv --reuid=65534 --regid=65534 --clear-groups "$dir/sonde" "$command" --help \
		>out 2>err </dev/null || fail "$command --help: $(cat err)"
	head -n 1 out | grep -q "^usage: sonde $command" || fail "$command --help says $(head -n 1 out)"
	[ "$(wc -l <out)" -gt 1 ] && [ ! -s err ] || fail "$command --help: $(cat out err)"
done
for command in stop restart clear reset extract show stat snapshot; do
	sonde $command nothing-like-this
	expect_status 1
	grep -q nothing-like-this err || fail "$command: $(cat err)"
done
pass
