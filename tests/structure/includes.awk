# SPDX-License-Identifier: GPL-2.0-or-later
# Prints the #include lines that go against the order of the folders. Run at the root of a tree on
# files of src/ and backends/.

BEGIN {
	n = split("util lang types probe sema plan code vm sym output trace backend stream backends run cli", order)
	for (i = 1; i <= n; i++)
		rank[order[i]] = i
}

function bad(why) {
	print FILENAME ":" FNR ": " $0 ": " why
}

# Which folder a path is in. What all backends have in common, backends/backend.h, is "backend";
# a backend is "backends".
function folder_of(path, parts) {
	split(path, parts, "/")
	if (path == "backends/backend.h")
		return "backend"
	return parts[1] == "src" ? parts[2] : parts[1]
}

# The backend a path is in; "" if none.
function backend_of(path, parts) {
	return split(path, parts, "/") == 3 && parts[1] == "backends" ? parts[2] : ""
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	include = quoted[2]
	from = folder_of(FILENAME)
	to = folder_of(include)
	if (include ~ /^src\// || include ~ /\.\.\// || include !~ /\//)
		bad("includes are written relative to src/")
	else if (!(from in rank))
		bad("folder " from " is not in the order")
	else if (!(to in rank))
		bad("folder " to " is not in the order")
	else if (rank[to] > rank[from])
		bad(from " comes before " to)
	else if (from == "types" && to == "lang")
		bad("types does not use lang")
	else if (from ~ /^(backend|stream|backends)$/ && to == "lang")
		bad("backends do not use lang")
	else if (backend_of(include) != "" && backend_of(include) != backend_of(FILENAME))
		bad(from == "backends" ? "backends do not use each other" : \
		    "only backends/backend.h is for others")
}
