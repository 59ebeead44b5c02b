# SPDX-License-Identifier: GPL-2.0-or-later
# Every command says what it is for, to users who may use nothing too, and does nothing then; what
# it does not know is an error
once
need root
command -v setpriv >/dev/null || skip "no setpriv"
sonde --help
cp out help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out)
[ "$(wc -w <<<"$commands")" -gt 15 ] || fail "commands: $commands"
# where others may run it
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cp "$sonde" "$dir/sonde"
chmod 755 "$dir/sonde"
for command in $commands; do
	setpriv --reuid=65534 --regid=65534 --clear-groups "$dir/sonde" "$command" --help \
		>out 2>err </dev/null || fail "$command --help: $(cat err)"
	head -n 1 out | grep -q "^usage: sonde $command" || fail "$command --help says $(head -n 1 out)"
	[ "$(wc -l <out)" -gt 1 ] && [ ! -s err ] || fail "$command --help: $(cat out err)"
done
for command in stop restart clear reset extract show stat snapshot; do
	sonde "$command" nothing-like-this
	expect_status 1
	grep -q nothing-like-this err || fail "$command: $(cat err)"
done
# The shell completes what the help lists: of sonde itself, and of each command.
completion=$top/scripts/completion/sonde.bash
[ -r "$completion" ] || pass
# shellcheck source=scripts/completion/sonde.bash
. "$completion"
offers() # WORD...: for what is typed behind them
{
	COMP_WORDS=(sonde "$@" -) COMP_CWORD=$(($# + 1)) COMP_LINE="sonde $* -" COMP_POINT=999 COMPREPLY=()
	_sonde
	printf '%s\n' "${COMPREPLY[@]%=}" | sort -u
}
for command in '' record listen report convert stop restart clear reset extract show stat snapshot; do
	# shellcheck disable=SC2086
	sonde $command --help
	sed '/^Commands:/,$d' out | grep -oE '^ +(-[a-zA-Z]( |,|$)|--[a-zA-Z0-9_-]+)|, --[a-zA-Z0-9_-]+' |
		grep -oE -- '--?[a-zA-Z][a-zA-Z0-9_-]*' | sort -u >listed
	[ "$(wc -l <listed)" -gt 2 ] || fail "$command --help lists nothing"
	# shellcheck disable=SC2086
	offers $command >offered
	missing=$(comm -23 listed offered | tr '\n' ' ')
	[ -z "$missing" ] || fail "$command: not completed: $missing"
done
for backend_name in $(sed -n '/^Backends:/,/^$/s/^  \([a-z]*\) .*/\1/p' help); do
	COMP_WORDS=(sonde --backend '') COMP_CWORD=2 COMPREPLY=()
	_sonde
	[[ " ${COMPREPLY[*]} " == *" $backend_name "* ]] || fail "--backend $backend_name is not completed"
done
pass
