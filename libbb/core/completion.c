/* SPDX-License-Identifier: MIT */
/*
 * Bash's completion from the option tables: an array of every applet's options, and a function
 * that reads it. An entry is a name, with "=ARG" after it when it takes an argument and "[=ARG]"
 * when it may. What is no option is completed by bash itself, as file names.
 */
#include <string.h>

#include "core/manual.h"

static const char functions[] =
	"# ARG of the option $2 of applet $1, or nothing.\n"
	"_ramsteam_argument() {\n"
	"	local entry\n"
	"	for entry in ${_ramsteam_options[$1]}; do\n"
	"		case $entry in\n"
	"		\"$2=\"*) printf %s \"${entry#*=}\" ;;\n"
	"		\"$2[=\"*) [[ $3 != = ]] || "
	"{ entry=${entry#*=}; printf %s \"${entry%]}\"; } ;;\n"
	"		esac\n"
	"	done\n"
	"}\n"
	"\n"
	"_ramsteam_values() {\n"
	"	case $1 in\n"
	"	*\\|*) compgen -W \"${1//|/ }\" -- \"$2\" ;;\n"
	"	INTERFACE*|DEV|NIC|LINK) "
	"compgen -W \"$(cd /sys/class/net && echo *)\" -- \"$2\" ;;\n"
	"	*DIR*|*FOLDER*|ROOT|NEWROOT) compgen -d -- \"$2\" ;;\n"
	"	*NUM*|*SECONDS*|*COUNT*|N|SIZE|BYTES|MODE) ;;\n"
	"	*) compgen -f -- \"$2\" ;;\n"
	"	esac\n"
	"}\n"
	"\n"
	"# Bash takes --name=value for three words.\n"
	"_ramsteam() {\n"
	"	local applet=${COMP_WORDS[0]##*/} current=${COMP_WORDS[COMP_CWORD]}\n"
	"	local option=${COMP_WORDS[COMP_CWORD-1]} sign='' argument entry words=''\n"
	"	COMPREPLY=()\n"
	"	if [[ $applet == ramsteam ]] && ((COMP_CWORD == 1)) && [[ $current != -* ]]; then\n"
	"		mapfile -t COMPREPLY < "
	"<(compgen -W \"${!_ramsteam_options[*]}\" -- \"$current\")\n"
	"		return\n"
	"	fi\n"
	"	[[ $applet != ramsteam || ${COMP_WORDS[1]} == -* ]] || applet=${COMP_WORDS[1]}\n"
	"	if [[ $current == = ]]; then\n"
	"		sign== current=''\n"
	"	elif [[ $option == = ]]; then\n"
	"		sign== option=${COMP_WORDS[COMP_CWORD-2]}\n"
	"	fi\n"
	"	argument=$(_ramsteam_argument \"$applet\" \"$option\" \"$sign\")\n"
	"	if [[ $argument ]]; then\n"
	"		mapfile -t COMPREPLY < <(_ramsteam_values \"$argument\" \"$current\")\n"
	"		compopt -o filenames 2>/dev/null\n"
	"	elif [[ $current == -* ]]; then\n"
	"		for entry in ${_ramsteam_options[$applet]} --help; do\n"
	"			case $entry in\n"
	"			--*=*) words+=\" ${entry%%[[=]*}=\" ;;\n"
	"			*) words+=\" ${entry%%[[=]*}\" ;;\n"
	"			esac\n"
	"		done\n"
	"		mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
	"		[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] ||\n"
	"			compopt -o nospace 2>/dev/null\n"
	"	fi\n"
	"}\n"
	"\n"
	"# An applet's name is completed where it is a link to the binary, "
	"not a tool of the host.\n"
	"_ramsteam_names() {\n"
	"	local name folder folders binary\n"
	"	complete -o bashdefault -o default -F _ramsteam ramsteam\n"
	"	binary=$(type -P ramsteam) || return 0\n"
	"	IFS=: read -ra folders <<<\"$PATH\"\n"
	"	for name in \"${!_ramsteam_options[@]}\"; do\n"
	"		for folder in \"${folders[@]}\"; do\n"
	"			[[ -x $folder/$name ]] || continue\n"
	"			[[ ! $folder/$name -ef $binary ]] ||\n"
	"				"
	"complete -o bashdefault -o default -F _ramsteam -- \"$name\"\n"
	"			break\n"
	"		done\n"
	"	done\n"
	"}\n"
	"_ramsteam_names\n";

/* One name and what its argument is called; of several words the first says enough. */
static void entry(struct buffer *script, const struct option_row *row, const char *name, size_t n)
{
	bool maybe = row->kind == OPTION_OPTIONAL || row->kind == OPTION_MAYBE;

	/* -NUM is no word to offer, and a quote would end the array's. */
	if ((n == 2 && name[1] == '#') || memchr(name, '\'', n))
		return;
	buffer_format(script, " %.*s", (int)n, name);
	if (row->arg || maybe) {
		const char *argument = row->arg ? row->arg : "WHEN";

		buffer_format(script, "%s=%.*s%s", maybe ? "[" : "",
			      (int)strcspn(argument, " ']["), argument, maybe ? "]" : "");
	}
}

static void applet_entries(struct buffer *script, const struct applet *applet)
{
	const char *at = applet->names;

	for (size_t n; (n = next_name(&at)) != 0; at += n) {
		buffer_format(script, "	['%.*s']='", (int)n, at);
		for (const struct option_row *row = applet->options; row && row->names; row++) {
			const char *name = row->names;

			for (size_t size; (size = next_name(&name)) != 0; name += size)
				entry(script, row, name, size);
		}
		buffer_text(script, "'\n");
	}
}

void completion_bash(const struct applet *multicall, struct buffer *script)
{
	buffer_format(script, "# Completion for bash, from the tables of RAMsteam %s.\n"
		      "declare -gA _ramsteam_options=(\n", RAMSTEAM_VERSION);
	applet_entries(script, multicall);
	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++)
		applet_entries(script, applet);
	buffer_text(script, ")\n\n");
	buffer_text(script, functions);
}
