# SPDX-License-Identifier: GPL-2.0-or-later
# Output that cannot be written is an error that is told, once, and no silent end
once
[ -c /dev/full ] && [ -c /dev/null ] || skip "no /dev/full"

# lost WHAT OPTION...: what sonde writes to the full device, as its output
lost()
{
	local what=$1

	shift
	status=0
	timeout 30 "$sonde" "$@" >/dev/full 2>err </dev/null || status=$?
	told "$what" "the output"
}

# told WHAT FILE
told()
{
	[ "$status" -eq 1 ] || fail "$1: status $status: $(cat err)"
	# the reason too, unless it was long ago
	[[ $(cat err) = "ERROR: cannot write $2"?(": No space left on device") ]] || fail "$1: $(cat err)"
}

shopt -s extglob
maps='BEGIN { @a = 1; exit(); }'
prints='BEGIN { printf("lost\n"); exit(); }'
lost "maps at the end" -q -e "$maps"
lost "maps as JSON" -q -f json -e "$maps"
lost "maps, -B full" -q -B full -e "$maps"
lost "a printed line" -q -e "$prints"
grep -q 'No space' err || fail "no reason: $(cat err)"
lost "a printed line, -B full" -q -B full -e "$prints"
lost "a printed line and another status" -q -e 'BEGIN { printf("lost\n"); exit(3); }'
lost "how many are attached" -e "$maps"
lost "a line of END" -q -e 'BEGIN { exit(); } END { printf("lost\n"); }'
lost "a dump" --dump ast -e "$maps"
lost "the help" --help
lost "the version" --version
lost "a command's help" report --help
lost "the language" language

for program in "$maps" "$prints"; do
	status=0
	timeout 30 "$sonde" -q -o /dev/full -e "$program" >out 2>err || status=$?
	told "-o, $program" /dev/full
done

sample=$top/tests/golden/report/sample.dat
if [ -r "$sample" ]; then
	lost "a report" report "$sample"
	lost "a report as JSON" report -f json "$sample"
	lost "statistics" report --stat "$sample"
	lost "its profile" report --profile "$sample"
	lost "formats" report --events "$sample"
	lost "a conversion" convert --to chrome "$sample"
	lost "a replay" -q -i "$sample" -e 'tracepoint:*:* { @[probe] = count(); }'
fi

# Whose reader is gone is told nothing: nobody is there.
for program in "$maps" "$prints" 'interval:ms:10 { print(1); }'; do
	timeout 30 "$sonde" -q -e "$program" 2>err | :
	quiet
done
(
	trap '' PIPE
	timeout 30 "$sonde" -q -e "$maps" 2>err | :
	quiet
) || exit
