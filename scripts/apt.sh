# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables of the caller
#
# Debian packages, downloaded and unpacked but never installed: apt with a configuration of its
# own. Source it. The caller sets $name (for messages), $cache (a folder for good), $suite, $arch
# (Debian's name) and, for several, $arches (with commas, $arch first).

say()
{
	echo "${0##*/}-$name: $*" >&2
}

die()
{
	say "$@"
	echo "$*"
	exit 1
}

# The URI of this machine's Debian archive, from apt's own sources: the one that ends
# in $1, "debian" or "debian-security".
mirror()
{
	if [ -n "${SONDE_VM_MIRROR:-}" ]; then
		echo "${SONDE_VM_MIRROR%/debian}/$1"
		return
	fi
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
		/etc/apt/sources.list.d/*.sources 2>/dev/null |
		grep -v '^[[:space:]]*#' | grep -oE "(https?|file):[^ ]*/$1/?( |\$)" |
		head -n 1 | tr -d ' '
}

# apt-get or apt-cache with a configuration of its own: nothing of the system's is written.
private()
{
	local tool=$1

	shift
	"$tool" -q -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null \
		-o Dir::State="$apt/state" -o Dir::State::status="$apt/state/status" \
		-o Dir::Cache="$apt/cache" -o APT::Architecture="$arch" -o APT::Architectures="${arches:-$arch}" \
		-o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
		-o APT::Install-Recommends=false \
		-o APT::Sandbox::User=root -o Acquire::http::Timeout=30 -o Acquire::Retries=2 "$@"
}

# Prepares the private apt folder of one suite, $apt, and refreshes its index once a day.
refresh_index()
{
	local uri keyring=/usr/share/keyrings/debian-archive-keyring.gpg names=${arches:-$arch}

	case $suite in
	*-security) uri=$(mirror debian-security) ;;
	*) uri=$(mirror debian) ;;
	esac
	[ -n "$uri" ] || die "no Debian archive in apt's sources; set SONDE_VM_MIRROR"
	apt=$cache/apt/$suite-${names//,/-}
	mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" || exit 1
	: >"$apt/state/status"
	if [ -f "$keyring" ]; then
		echo "deb [signed-by=$keyring] $uri $suite main"
	else
		echo "deb $uri $suite main"
	fi >"$apt/sources.list"
	[ -n "$(find "$apt/stamp" -mtime -1 2>/dev/null)" ] && return 0
	say "reading the package index of $suite ($names)"
	private apt-get update >"$apt/log" 2>&1 || {
		tail -n 3 "$apt/log" | sed "s/^/${0##*/}-$name: /" >&2
		return 1
	}
	# apt-get update succeeds with only warnings when a download failed
	if grep -q '^W: Failed to fetch\|^Err:' "$apt/log"; then
		grep '^W:\|^Err:' "$apt/log" | head -n 3 | sed "s/^/${0##*/}-$name: /" >&2
		return 1
	fi
	touch "$apt/stamp"
}
