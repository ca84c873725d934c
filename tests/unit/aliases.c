/* SPDX-License-Identifier: MIT */
/* boot/aliases: command lines written for other initrds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "boot/aliases.h"
#include "boot/parameters.h"
#include "core/error.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

/* Entries as the projects' own manuals and installers write them. */
static void finds_the_source(void **state)
{
	static const char *const rows[][2] = {
		{ "root=live:http://h/root.squashfs rd.live.image rd.live.ram=1 rd.neednet=1",
		  "http://h/root.squashfs" },
		{ "root=/dev/vda1 ro quiet", "/dev/vda1" },
		{ "root=LABEL=root rw", "LABEL=root" },
		{ "root=PARTUUID=0123 boot=live fetch=http://h/x", "http://h/x" },
		{ "root=live:/dev/sr0 rd.live.image", "/dev/sr0" },
		{ "root=live:tftp://h/x", "tftp://h/x" },
		{ "root=livenet:https://h/x.iso ro", "https://h/x.iso" },
		{ "root=https://h/x ro", "https://h/x" },
		{ "boot=live components fetch=http://h/live/filesystem.squashfs quiet",
		  "http://h/live/filesystem.squashfs" },
		{ "httpfs=http://h/live.iso boot=live", "http://h/live.iso" },
		{ "boot=casper netboot=url url=http://h/desktop.iso ---", "http://h/desktop.iso" },
		{ "boot=casper iso-url=http://h/server.iso", "http://h/server.iso" },
		{ "coreos.live.rootfs_url=https://h/rootfs.img ignition.firstboot",
		  "https://h/rootfs.img" },
		{ "ramroot=http://h/ours root=live:http://h/theirs", "http://h/ours" },
		{ "root=live:http://h/theirs ramroot=http://h/ours", "http://h/ours" },
		{ "root=live:http://h/first root=live:http://h/last", "http://h/last" },
	};
	struct parameters parameters;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		parameters_parse(rows[i][0], &parameters);
		assert_non_null(parameters.source);
		assert_string_equal(parameters.source, rows[i][1]);
		assert_int_equal(parameters.problems.length, 0);
		parameters_free(&parameters);
	}
}

static void takes_a_disk_as_the_kernel_does(void **state)
{
	struct parameters parameters;

	(void)state;
	parameters_parse("root=UUID=1-2 rootfstype=xfs rootflags=noatime,logbufs=8 ro rw",
			 &parameters);
	assert_string_equal(parameters.root_disk, "UUID=1-2");
	assert_string_equal(parameters.root_type, "xfs");
	assert_string_equal(parameters.root_flags, "noatime,logbufs=8");
	assert_true(parameters.root_writable);
	parameters_free(&parameters);
	parameters_parse("root=/dev/vda rw ro", &parameters);
	assert_false(parameters.root_writable);
	parameters_free(&parameters);
}

static void joins_archiso(void **state)
{
	static const char *const lines[] = {
		"archiso_http_srv=http://h/ archisobasedir=arch ip=dhcp",
		"archiso_http_srv=http://h",
	};
	struct parameters parameters;
	char wanted[128] = "http://h/arch/", other[128];
	struct utsname name;

	(void)state;
	uname(&name);
	strcat(strcat(wanted, name.machine), "/airootfs.sfs");
	strcpy(other, wanted);
	strcpy(strrchr(other, '.'), ".erofs");
	for (size_t i = 0; i < 2; i++) {
		parameters_parse(lines[i], &parameters);
		assert_string_equal(parameters.source, wanted);
		assert_string_equal(parameters.other_source, other);
		parameters_free(&parameters);
	}
}

/* Words of stage 2, of the kernel, and of others beside another boot=. */
static void hands_others_on(void **state)
{
	static const char *const lines[] = {
		"root=/dev/ram0 rw", "root=/dev/nfs",
		"fetch=http://h/x", "boot=casper fetch=http://h/x",
		"boot=live url=http://h/x", "boot=live fetch=somewhere", "root=", "root",
		"boot=casper url=/cdrom", "archiso_http_srv=nowhere archisobasedir=arch",
		"boot=lively fetch=http://h/x", "break", "debug", "boot.debug1x", "rd.breaking",
		"panic=0", "panic=-1", "panic=soon", "rd.shell=0", "rd.break=0", "boot.trace=0",
		"rd.emergency=continue", "rd.live.overlay.size=500 components hostname=x",
	};
	struct parameters parameters;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		parameters_parse(lines[i], &parameters);
		assert_null(parameters.source);
		assert_int_equal(parameters.stop, STOP_NOWHERE);
		assert_int_equal(parameters.on_failure, FAILURE_RETRY);
		assert_false(parameters.trace);
		assert_int_equal(parameters.problems.length, 0);
		parameters_free(&parameters);
	}
}

static void tells_what_it_cannot(void **state)
{
	struct parameters parameters;

	(void)state;
	parameters_parse("root=live:CDLABEL=Fedora rd.live.image", &parameters);
	assert_null(parameters.source);
	assert_non_null(strstr(parameters.problems.data,
			       "root=live:CDLABEL=Fedora: disks are not"));
	parameters_free(&parameters);
}

static void stops_where_asked(void **state)
{
	static const struct {
		const char *line;
		enum stop stop;
	} rows[] = {
		{ "rd.break", STOP_SWITCH }, { "rd.break=pre-pivot", STOP_SWITCH },
		{ "rd.break=pre-mount", STOP_SOURCE }, { "rd.break=cmdline", STOP_START },
		{ "boot=live break", STOP_START }, { "boot=live break=mount", STOP_SOURCE },
		{ "break=bottom boot=casper", STOP_SWITCH }, { "boot.debug1", STOP_START },
		{ "boot.debug1devices", STOP_SOURCE }, { "boot.debug1mounts=1", STOP_SWITCH },
	};
	struct parameters parameters;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		parameters_parse(rows[i].line, &parameters);
		assert_int_equal(parameters.stop, rows[i].stop);
		parameters_free(&parameters);
	}
}

static void fails_as_asked(void **state)
{
	static const struct {
		const char *line;
		enum on_failure what;
		unsigned seconds;
	} rows[] = {
		{ "rd.shell", FAILURE_SHELL, 0 }, { "rd.emergency=reboot", FAILURE_REBOOT, 0 },
		{ "rd.emergency=halt", FAILURE_POWEROFF, 0 },
		{ "boot.panic_on_fail", FAILURE_REBOOT, 0 }, { "stage1panic=1", FAILURE_REBOOT, 0 },
		{ "panic=30", FAILURE_REBOOT, 30 }, { "rd.shell panic=30", FAILURE_SHELL, 0 },
		{ "panic=30 ramroot.onfail=retry", FAILURE_RETRY, 0 },
		{ "ramroot.onfail=shell rd.emergency=reboot", FAILURE_SHELL, 0 },
	};
	struct parameters parameters;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		parameters_parse(rows[i].line, &parameters);
		assert_int_equal(parameters.on_failure, rows[i].what);
		assert_int_equal(parameters.failure_seconds, rows[i].seconds);
		parameters_free(&parameters);
	}
	parameters_parse("boot.trace", &parameters);
	assert_true(parameters.trace);
	parameters_free(&parameters);
}

/* A row that another hides could never count. */
static void each_row_counts(void **state)
{
	const struct alias *rows;
	size_t count = aliases_rows(&rows);

	(void)state;
	assert_true(count > 30);
	for (size_t i = 0; i < count; i++)
		for (size_t above = 0; above < i; above++)
			assert_false(!strcmp(rows[i].key, rows[above].key) &&
				     rows[i].with == rows[above].with &&
				     !strncmp(rows[i].value, rows[above].value,
					      strlen(rows[above].value)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_source),
		cmocka_unit_test(joins_archiso),
		cmocka_unit_test(takes_a_disk_as_the_kernel_does),
		cmocka_unit_test(hands_others_on),
		cmocka_unit_test(tells_what_it_cannot),
		cmocka_unit_test(stops_where_asked),
		cmocka_unit_test(fails_as_asked),
		cmocka_unit_test(each_row_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
