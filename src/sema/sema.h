/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names and types. Input: a parsed program and the probes that exist. Output: clauses with types on
 * every expression, each beside the concrete probes that it runs for, and the table of maps.
 *
 * A clause's source body may need different types for different probes (args.x of two
 * tracepoints). sema makes one *variant* (its own copy of the tree) for each set of probes that
 * types alike: one for all probes of the same context if the body does not mention `args`, else one
 * a probe.
 */
#ifndef SONDE_SEMA_H
#define SONDE_SEMA_H

#include "lang/ast.h"
#include "probe/probe.h"
#include "sema/builtin.h"
#include "types/types.h"

/* What becomes of probes that do not exist or cannot be attached. */
enum missing_probes {
	MISSING_ERROR,
	MISSING_WARN,
	MISSING_IGNORE,
	MISSING_LISTED, /* not set: a warning for one of a comma list or of a glob, else an error */
};

/* unstable_*: what the script says of features that bpftrace once called so. */
enum unstable {
	UNSTABLE_MAP_DECL,
	UNSTABLE_TSERIES,
	UNSTABLE_ADDR,
	UNSTABLE_MACRO,
	UNSTABLE_IMPORT,
	UNSTABLE_COUNT
};
enum unstable_use { UNSTABLE_ENABLE, UNSTABLE_WARN, UNSTABLE_ERROR };

/* Settings of the program: config = {}, BPFTRACE_* variables, options. Table in sema/config.c. */
struct config {
	u32 max_strlen;   /* bytes with the NUL: default and most: 1024 */
	u32 max_map_keys; /* default 4096 */
	u32 max_probes;
	u32 max_bpf_progs;
	u32 perf_rb_pages; /* output ring pages; 0: default */
	u32 log_size;
	u32 max_cat_bytes;
	u8 stack_mode; /* enum stack_mode */
	bool cpp_demangle, print_maps_on_exit;
	u8 missing_probes; /* enum missing_probes */
	u8 cache_user_symbols;
	u8 unstable[UNSTABLE_COUNT]; /* choices: unstable.c */
	const char *str_trunc_trailer;
	const char *license;
};

/* A map: one per name in the program. sema fills types, plan the layout. */
struct map {
	const char *name; /* without '@'; printed as "@name" */
	u32 id;           /* index in the plan's list */
	struct span span; /* first use */
	const struct type
	        *key; /* NULL: no key. Else the type as in the language (TUPLE for many) */
	const struct type *value; /* what is stored; aggregates have their own kinds */
	u32 max_entries;          /* of the map's declaration, or config */
	const char *decl_type;    /* "hash", "lruhash", "percpuhash" … or NULL */
	bool print_at_exit;
	bool used_in_kernel; /* by a clause that is not run in user space */
	bool percpu_array;   /* plan: keyless aggregate */
	u32 kept; /* plan: bytes of a string that our VM keeps behind each value, a pointer; 0: none
	           */
	/* plan: layout in memory */
	u32 key_size, value_size;
};

/* A $variable of a clause. */
struct sym {
	const char *name;
	u32 copy;         /* a local of this copy of a macro or function; 0: the clause's own */
	struct span span; /* of the declaration or first assignment */
	const struct type *type;
	u32 assignments;      /* how often it is assigned in the clause, declaration included */
	struct expr *only;    /* the value, if it is assigned exactly once, outside of loops, before
	                         all uses */
	s32 stack_off;        /* code: where it lives */
	u32 index;            /* in the variant's list */
	u8 literal, literals; /* sema: bytes of the widest literal if nothing else is assigned, of
	                         the pass before and of this one; 0: something else is */
	bool weak;            /* sema: only integer literals are assigned */
	bool declared;        /* by let or as a loop's: not known behind its block */
	bool fixed;           /* its declaration gives the type */
	u32 seen; /* plan: how often it is met outside of slots, its assignment included */
};

/* What r1 points at when the clause's program starts. */
enum context {
	CTX_USER,       /* runs in sonde: BEGIN, END, interval */
	CTX_TRACEPOINT, /* tracepoint record, common fields first */
	CTX_REGS,       /* struct pt_regs: kprobe, uprobe and their returns, usdt */
	CTX_RAW_ARGS,   /* u64 args[]: raw tracepoints, fentry/fexit */
	CTX_PERF_EVENT, /* struct bpf_perf_event_data: profile, software, hardware */
	CTX_ITER,
};

struct variant {
	struct clause *clause; /* own typed copy; ->points are those of the source */
	enum context context;
	struct probe **probes; /* concrete probes that run it, sorted by id; never empty */
	u32 nprobes;
	const struct type *args; /* type of `args` (RECORD, context = 1), NULL if it is not used */
	const struct func_sig *sig; /* functions: prototype, if it was needed and is known */
	struct sym **syms;
	u32 nsyms;
	bool uses_probe; /* the builtin `probe` or anything else that needs the attach point's id */
};

/* getopt("name", default, "description") */
struct script_option {
	const char *name;
	enum { OPTION_BOOL, OPTION_INT, OPTION_STRING } kind;
	const char *value; /* the default, as text */
	const char *doc;   /* NULL */
	struct span span;  /* of the first call */
};

struct sema {
	struct arena *arena;
	struct diag *diag;
	struct types *types;
	struct probe_env *env;
	struct config config;
	int nparams; /* positional parameters of the script */
	const char *const *params;
	u32 noptions; /* of the script, as given behind "--": "name" or "name=value" */
	const char *const *options;
	bool unsafe;         /* --unsafe */
	u8 warn_helpers;     /* -k: of helpers that fail; -kk: also of keys that are not there */
	bool no_probe_check; /* tests, --dump without a kernel: probes are taken as written */
	int child_pid;       /* -c: cpid builtin; 0: none */

	struct program *program;
	struct probe **probes; /* every concrete probe of the program; probe->id is its index */
	u32 nprobes;
	struct variant **variants; /* in source order */
	u32 nvariants;
	struct map **maps; /* in order of first use */
	u32 nmaps;
	struct script_option *script_options; /* those that it asks for, in order */
	u32 nscript_options;
	bool wants_help; /* the command line asks what they are: the program is not to run */
};

/* Fills config with defaults, then the environment. 0, or negative errno after a diagnostic. */
int config_init(struct config *c, struct diag *diag);
/* The i-th setting that programs may name; *note: NULL, or what is to know. NULL at the end. */
const char *config_name(u32 i, const char **note);
int config_apply(struct config *c, const struct config_item *items, struct diag *diag);

/*
 * Analyse. The caller has set the members up to child_pid; the rest is filled. Reports every error
 * it finds to diag. 0 or -EINVAL.
 */
int sema_run(struct sema *s, struct program *p);

/*
 * Is a clause that no probe reaches to be told of (missing_probes)? And that, for a clause of these
 * attach points: 0 after a warning, or an error.
 */
bool sema_wants_all(const struct sema *s);
int sema_none_exists(struct sema *s, const struct attach_point *points);

/* The typed tree: --dump=ast. As ast_print(), with " : type" behind each expression. */
void sema_dump(struct buf *out, const struct sema *s);

/* A probe that the kernel did not take. */
struct unattached {
	struct probe *probe;
	int err;                  /* negative errno */
	const char *how;          /* the mechanism, in words */
	const char *kernel_says;  /* its own words of it, or NULL */
	const char *capabilities; /* what EPERM asks for */
	const char *way_out;      /* NULL */
};

/*
 * Leaves the probe out and returns 0, with a warning, if the program's settings or its list of
 * probes say so; else u->err after a diagnostic.
 */
int sema_unattached(const struct sema *s, const struct unattached *u);

#endif
