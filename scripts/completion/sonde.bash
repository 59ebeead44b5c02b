# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Bash completion for sonde.

# Probes whose names begin with $1, as far as the next part. A colon begins a new word to readline:
# what stands before the last one is not repeated.
_sonde_probes()
{
	local typed=$1 kept=''

	[[ $typed != *:* || $COMP_WORDBREAKS != *:* ]] || kept=${typed%:*}:
	mapfile -t COMPREPLY < <(sonde -l "$typed*" 2>/dev/null | head -n 1000 | sed "s|^${kept}||")
}

# The word under the cursor, colons included.
_sonde_word()
{
	local line=${COMP_LINE:0:COMP_POINT}

	line=${line##*[[:space:]]}
	echo "${line#[\'\"]}"
}

# Options of sonde record, stream and start.
_sonde_record()
{
	local word=$1 before=$2 tracing=/sys/kernel/tracing

	# SYSTEM:EVENT may be three words
	[[ $before != : ]] || before=${COMP_WORDS[COMP_CWORD - 3]}
	[[ $word != : ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
	case $before in
	-e) _sonde_probes "$(_sonde_word | sed 's/^/tracepoint:/')" && COMPREPLY=("${COMPREPLY[@]#tracepoint:}") ;;
	-p) mapfile -t COMPREPLY < <(compgen -W "$(cat $tracing/available_tracers 2>/dev/null)" -- "$word") ;;
	-C) mapfile -t COMPREPLY < <(compgen -W "$(tr -d '[]' 2>/dev/null <$tracing/trace_clock)" -- "$word") ;;
	-O) mapfile -t COMPREPLY < <(compgen -W "$(cat $tracing/trace_options 2>/dev/null)" -- "$word") ;;
	-B) mapfile -t COMPREPLY < <(compgen -W "$(ls $tracing/instances 2>/dev/null)" -- "$word") ;;
	-N) mapfile -t COMPREPLY < <(compgen -A hostname -S : -- "$word") ;;
	-o | --for) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	--compression) mapfile -t COMPREPLY < <(compgen -W 'any none zlib zstd' -- "$word") ;;
	--file-version) mapfile -t COMPREPLY < <(compgen -W '6 7' -- "$word") ;;
	-f | -R | -l | -n | -g | -b | -m | -M | -s | -P | --max-graph-depth) ;;
	*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W '-e -f -R -p -l -n -g -o -b -m -M -s -C -O -T -P -F -c
				-B -q -N -t --max-graph-depth --no-filter --file-version --compression --for --help' -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -c -- "$word")
		fi
		;;
	esac
}

# Options of the commands on the kernel's own buffers.
_sonde_buffers()
{
	local word=$1 before=$2 options

	case ${COMP_WORDS[1]} in
	stop | restart | clear) options='-B -a -t --help' ;;
	reset) options='-B -a -t -b -d --help' ;;
	extract) options='-o -B -a -t -s --help' ;;
	stat) options='-B -t -o --help' ;;
	snapshot) options='-s -r -f -c -B --help' ;;
	show) options='-p -s -c -B -f --tracing_on --current_tracer --buffer_size --buffer_total_size
		--ftrace_filter --ftrace_notrace --ftrace_pid --graph_function --graph_notrace --cpumask --help' ;;
	esac
	case $before in
	-B) mapfile -t COMPREPLY < <(compgen -W "$(ls /sys/kernel/tracing/instances 2>/dev/null)" -- "$word") ;;
	-b | -c) ;;
	-o)
		if [ "${COMP_WORDS[1]}" = extract ]; then
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		fi
		;;
	*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	esac
}

_sonde()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local options='-e -l -lv -p -c -o -f -B -q -v -d -V -h --execute --list --pid --cmd --output
		--format --buffering --quiet --verbose --debug --dump= --exec= --dry-run --backend
		--tracefs --btf --vmlinux --buffer-size --unsafe --no-warnings --test --bench -i --input
		-I --include-dir --include -k --warn-helpers --info --version --help'

	case ${COMP_WORDS[1]} in
	record) options='-e -f -R -p -l -n -g -o -b -m -M -s -C -O -T -P -F -c -B -q -N -t --for --max-graph-depth
		--no-filter --file-version --compression --help' ;;
	listen) options='-p -d -o -l -D --help' ;;
	report) options='-i -F -v -t -R -l -N -f --cpu --ts-offset --ts2secs --events --stat --uname
		--profile --script --help' ;;
	convert) options='-i -o -F --to --help' ;;
	esac
	COMPREPLY=()
	if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} =~ ^(record|stream|start)$ ]]; then
		_sonde_record "$word" "$before"
		return
	fi
	if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} =~ ^(stop|restart|clear|reset|extract|stat|snapshot|show)$ ]]; then
		_sonde_buffers "$word" "$before"
		return
	fi
	case $before in
	-d) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	-f | --format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$word") ;;
	-B | --buffering) mapfile -t COMPREPLY < <(compgen -W 'line full none' -- "$word") ;;
	--backend) mapfile -t COMPREPLY < <(compgen -W 'auto bpf hist perf tracefs' -- "$word") ;;
	--to) mapfile -t COMPREPLY < <(compgen -W 'perfetto chrome ctf folded csv jsonl' -- "$word") ;;
	--tracefs | -I | --include-dir) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	-o | -i | --input | --include | --output | --btf | --vmlinux | --for | --script) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	-p | --pid) mapfile -t COMPREPLY < <(compgen -W "$(cd /proc && echo [0-9]*)" -- "$word") ;;
	-c | --cmd) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
	-e | --execute | --buffer-size) ;;
	*)
		if [[ " ${COMP_WORDS[*]:1:COMP_CWORD - 1} " =~ \ (-l|-lv|-vl|--list)\  ]]; then
			_sonde_probes "$(_sonde_word)"
		elif [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
			[ "$COMP_CWORD" -ne 1 ] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
				compgen -W 'features explain record listen report convert cleanup
					stream start stop restart extract show stat snapshot clear reset' -- "$word"
			)
		fi
		;;
	esac
}

complete -F _sonde -o filenames sonde
