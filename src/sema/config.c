// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings: one row each; the environment wins over config = {}. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sema/sema.h"

enum setting_kind { SET_U32, SET_BOOL, SET_CHOICE, SET_STR };

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t offset;
	u32 min, max;
	const char *choices[8]; /* CHOICE: the value is the index; STR: empty, or what may be */
};

#define AT(member) offsetof(struct config, member)

#define UNSTABLE(name, which)                                                \
	{                                                                    \
		name, SET_CHOICE, AT(unstable) + (which), 0, 0,              \
		{                                                            \
			"enable", "warn", "error", "true", "1", "false", "0" \
		}                                                            \
	}

static const struct setting settings[] = {
        {"max_strlen", SET_U32, AT(max_strlen), 1, 1024, {0}},
        {"strlen", SET_U32, AT(max_strlen), 1, 1024, {0}},
        {"max_map_keys", SET_U32, AT(max_map_keys), 1, 1u << 31, {0}},
        {"map_keys_max", SET_U32, AT(max_map_keys), 1, 1u << 31, {0}},
        {"max_probes", SET_U32, AT(max_probes), 1, 1u << 20, {0}},
        {"max_bpf_progs", SET_U32, AT(max_bpf_progs), 1, 1u << 20, {0}},
        {"perf_rb_pages", SET_U32, AT(perf_rb_pages), 1, 1u << 20, {0}},
        {"log_size", SET_U32, AT(log_size), 1, 1u << 30, {0}},
        {"max_cat_bytes", SET_U32, AT(max_cat_bytes), 1, 1u << 30, {0}},
        {"cat_bytes_max", SET_U32, AT(max_cat_bytes), 1, 1u << 30, {0}},
        {"stack_mode", SET_CHOICE, AT(stack_mode), 0, 0, {"bpftrace", "perf", "raw", "build_id"}},
        {"missing_probes", SET_CHOICE, AT(missing_probes), 0, 0, {"error", "warn", "ignore"}},
        {"cache_user_symbols",
         SET_CHOICE,
         AT(cache_user_symbols),
         0,
         0,
         {"NONE", "PER_PID", "PER_PROGRAM"}},
        UNSTABLE("unstable_map_decl", UNSTABLE_MAP_DECL),
        UNSTABLE("unstable_tseries", UNSTABLE_TSERIES),
        UNSTABLE("unstable_addr", UNSTABLE_ADDR),
        UNSTABLE("unstable_macro", UNSTABLE_MACRO),
        UNSTABLE("unstable_import", UNSTABLE_IMPORT),
        {"cpp_demangle", SET_BOOL, AT(cpp_demangle), 0, 0, {0}},
        {"print_maps_on_exit", SET_BOOL, AT(print_maps_on_exit), 0, 0, {0}},
        {"str_trunc_trailer", SET_STR, AT(str_trunc_trailer), 0, 0, {0}},
        {"license",
         SET_STR,
         AT(license),
         0,
         0,
         {"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL",
          "Dual MPL/GPL"}},
};

/* Settings of bpftrace that have nothing to set here, and why. */
static const struct {
	const char *name, *why;
} ignored[] = {
        {"on_stack_limit", "what does not fit on the stack is found by counting"},
        {"show_debug_info", "frames are printed without files and lines"},
        {"max_ast_nodes", "programs are bounded by what the kernel takes"},
        {"max_type_res_iterations", "types are found in one pass"},
        {"lazy_symbolication", "symbols are always looked up when they are printed"},
        {"use_blazesym", "sonde reads symbols itself"},
        {"verify_llvm_ir", "there is no LLVM"},
        {"perf_rb_timeout", "the rings are read as soon as they have something"},
        {"vmlinux", "the kernel places offsets by symbol"},
        {"kernel_source", "kernel headers are not read"},
        {"kernel_build", "kernel headers are not read"},
        {"btf", "--btf and BPFTRACE_BTF choose the file"},
        {"no_cpp_demangle", "cpp_demangle = false turns demangling off"},
        {"debug_output", "-v says what is done"},
        {"func_arg_limit", "there is no such limit"},
};

static bool is_ignored(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(ignored); i++)
		if (!strcasecmp(ignored[i].name, name))
			return true;
	return false;
}

static const struct setting *setting_find(const char *name)
{
	if (!strncasecmp(name, "BPFTRACE_", 9))
		name += 9;
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		if (!strcasecmp(settings[i].name, name))
			return &settings[i];
	return NULL;
}

/* BPFTRACE_MAX_STRLEN */
static void variable_name(const struct setting *st, char name[64])
{
	size_t n = (size_t)snprintf(name, 64, "BPFTRACE_%s", st->name);

	for (size_t i = 0; i < n; i++)
		name[i] = (char)toupper((unsigned char)name[i]);
}

/* at has no source: the value is from the environment */
static int bad_value(const struct setting *st, const char *value, const char *wants, struct span at,
                     struct diag *diag)
{
	char name[64];

	variable_name(st, name);
	return diag_error(diag, at, "invalid value for %s: '%s': must be %s",
	                  at.src ? st->name : name, value, wants);
}

static int set_u32(const struct setting *st, void *to, const char *value, struct span at,
                   struct diag *diag)
{
	char wants[64], *end;
	unsigned long long v;

	errno = 0;
	v = strtoull(value, &end, 0);
	snprintf(wants, sizeof(wants), "a number from %u to %u", st->min, st->max);
	if (errno || *end || end == value || value[0] == '-' || v < st->min || v > st->max)
		return bad_value(st, value, wants, at, diag);
	*(u32 *)to = (u32)v;
	return 0;
}

static int set_bool(const struct setting *st, void *to, const char *value, struct span at,
                    struct diag *diag)
{
	if (!strcmp(value, "1") || !strcasecmp(value, "true"))
		*(bool *)to = true;
	else if (!strcmp(value, "0") || !strcasecmp(value, "false"))
		*(bool *)to = false;
	else
		return bad_value(st, value, "true or false", at, diag);
	return 0;
}

/* The choice's index, or -EINVAL after a diagnostic. */
static int find_choice(const struct setting *st, const char *value, struct span at,
                       struct diag *diag)
{
	char wants[192] = "";

	for (u32 i = 0; st->choices[i]; i++) {
		if (!strcasecmp(st->choices[i], value))
			return (int)i;
		snprintf(wants + strlen(wants), sizeof(wants) - strlen(wants), "%s%s",
		         i ? ", " : "one of ", st->choices[i]);
	}
	return bad_value(st, value, wants, at, diag);
}

static int set(const struct setting *st, struct config *c, const char *value, struct span at,
               struct diag *diag)
{
	void *to = (char *)c + st->offset;
	int i;

	switch (st->kind) {
	case SET_U32:
		return set_u32(st, to, value, at, diag);
	case SET_BOOL:
		return set_bool(st, to, value, at, diag);
	case SET_CHOICE:
		i = find_choice(st, value, at, diag);
		if (i >= 0)
			*(u8 *)to = (u8)i;
		return i < 0 ? i : 0;
	case SET_STR:
		i = st->choices[0] ? find_choice(st, value, at, diag) : 0;
		if (i >= 0)
			*(const char **)to = st->choices[0] ? st->choices[i] : value;
		return i < 0 ? i : 0;
	}
	return 0;
}

static const char *from_environment(const struct setting *st)
{
	char name[64];

	variable_name(st, name);
	return getenv(name);
}

const char *config_name(u32 i, const char **note)
{
	*note = NULL;
	if (i < ARRAY_LEN(settings))
		return settings[i].name;
	i -= ARRAY_LEN(settings);
	if (i >= ARRAY_LEN(ignored))
		return NULL;
	*note = ignored[i].why;
	return ignored[i].name;
}

int config_init(struct config *c, struct diag *diag)
{
	int err = 0;

	*c = (struct config){
	        .max_strlen = 1024,
	        .max_map_keys = 4096,
	        .max_probes = 1024,
	        .max_bpf_progs = 1024,
	        .log_size = 1000000,
	        .max_cat_bytes = 10240,
	        .cpp_demangle = true,
	        .print_maps_on_exit = true,
	        .cache_user_symbols = 1,
	        .missing_probes = MISSING_LISTED,
	        .str_trunc_trailer = "..",
	        .license = "GPL",
	};
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		const char *value = from_environment(&settings[i]);

		if (value && set(&settings[i], c, value, NO_SPAN, diag))
			err = -EINVAL;
	}
	return err;
}

int config_apply(struct config *c, const struct config_item *items, struct diag *diag)
{
	int err = 0;

	for (; items; items = items->next) {
		const struct setting *st = setting_find(items->name);
		struct nearest near;

		if (st) {
			if (!from_environment(st) && set(st, c, items->value, items->span, diag))
				err = -EINVAL;
			continue;
		}
		if (is_ignored(items->name))
			continue;
		err = diag_error(diag, items->span, "unrecognized config variable: %s",
		                 items->name);
		nearest_init(&near, items->name);
		for (size_t i = 0; i < ARRAY_LEN(settings); i++)
			nearest_feed(&near, settings[i].name);
		if (near.best[0])
			diag_hint(diag, "did you mean %s?", near.best);
	}
	return err;
}
