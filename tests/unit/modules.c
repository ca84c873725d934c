/* SPDX-License-Identifier: MIT */
/* libbb/dev: depmod's tables, aliases, the command line, uevents, packed modules, the report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

/* Before cmocka.h, which has a macro fail(). */
#include "core/error.h"
#include "core/io.h"
#include "dev/cmdline.h"
#include "dev/module.h"
#include "dev/report.h"
#include "dev/uevent.h"
#include "dev/unpack.h"

#include <cmocka.h>

static bool glob(const char *pattern, const char *text)
{
	return module_glob(slice_of(pattern), slice_of(text));
}

static void test_glob(void **state)
{
	char hostile[401];

	(void)state;
	assert_true(glob("pci:v00008086d0000100Esv*sd*bc*sc*i*",
			 "pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00"));
	assert_false(glob("pci:v00008086d0000100Esv*", "pci:v00008086d0000100Fsv1"));
	assert_true(glob("fs-ext4", "fs_ext4"));
	assert_true(glob("a[0-9]b", "a5b"));
	assert_false(glob("a[!0-9]b", "a5b"));
	assert_true(glob("a[]x]b", "a]b"));
	assert_true(glob("usb:v*p*d*dc*dsc*dp*ic02isc06ip00in*",
			 "usb:v1p2d3dc4dsc5dp6ic02isc06ip00in07"));
	assert_true(glob("a[b", "a[b"));
	assert_true(glob("\\*", "*"));
	assert_false(glob("\\*", "x"));
	assert_true(glob("", "") && glob("*", "") && !glob("?", "") && !glob("", "x"));
	assert_true(glob("*-?x", "ab_cx"));
	/* Exponential in a matcher that tries every star again. */
	memset(hostile, 'a', 400);
	hostile[400] = '\0';
	assert_false(glob("a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", hostile));
}

static void test_tables(void **state)
{
	struct slice dep = slice_of("nonsense\nkernel/a-b.ko.xz: kernel/c.ko.xz kernel/d.ko.xz\n"
				    "kernel/c.ko.xz:\n:\n/: x");
	struct slice soft = slice_of("# c\nsoftdep a_b pre: x y post: z\n"
				     "softdep c post: q\nsoftdep");
	struct slice builtin = slice_of("kernel/unix.ko\nkernel/net/ipv6.ko");
	struct slice alias = slice_of("alias\nalias x\nalias fs-* one\n"
				      "alias fs-a two\nalias fs-a th-ree");
	static const char modinfo[] = "crc.alias=crypto-crc\0crc.license=GPL\0x\0.=\0"
				      "ext4.alias=fs-ext4";
	struct slice info = { modinfo, sizeof(modinfo) }, path, needs, before, after;
	char name[MODULE_NAME_SIZE];

	(void)state;
	assert_true(depmod_dependencies(dep, "a_b", &path, &needs));
	assert_true(slice_equal(path, "kernel/a-b.ko.xz"));
	assert_true(slice_equal(needs, " kernel/c.ko.xz kernel/d.ko.xz"));
	assert_true(depmod_dependencies(dep, "c", &path, &needs) && needs.length == 0);
	assert_false(depmod_dependencies(dep, "nonsense", &path, &needs));
	assert_true(depmod_softdep(soft, "a_b", &before, &after));
	assert_true(slice_equal(before, " x y") && slice_equal(after, " z"));
	assert_true(depmod_softdep(soft, "c", &before, &after));
	assert_true(before.length == 0 && slice_equal(after, " q"));
	assert_true(depmod_builtin(builtin, "ipv6") && !depmod_builtin(builtin, "ipv4"));
	assert_true(depmod_alias(&alias, slice_of("fs_a"), name));
	assert_string_equal(name, "one");
	assert_true(depmod_alias(&alias, slice_of("fs_a"), name));
	assert_string_equal(name, "two");
	assert_true(depmod_alias(&alias, slice_of("fs_a"), name));
	assert_string_equal(name, "th_ree");
	assert_false(depmod_alias(&alias, slice_of("fs_a"), name));
	assert_true(depmod_builtin_alias(&info, slice_of("fs-ext4"), name));
	assert_string_equal(name, "ext4");
}

/* Bytes of every kind, in exactly sized memory: the sanitizers watch. */
static void test_hostile(void **state)
{
	static const char pieces[] = "alias softdep pre: post: .ko :/\n \t\\[]*?-!=\0.,\"aZ\xff";
	struct slice table, path, needs;
	char name[MODULE_NAME_SIZE], *data;
	struct uevent event;
	struct buffer out = { 0 };
	size_t round, i, length;
	uint32_t random = 1;

	(void)state;
	for (round = 0; round < 20000; round++) {
		length = round % 200;
		data = malloc(length + 1);
		for (i = 0; i < length; i++) {
			random = random * 1103515245 + 12345;
			data[i] = pieces[(random >> 16) % sizeof(pieces)];
		}
		data = realloc(data, length ? length : 1);
		table = (struct slice){ data, length };
		depmod_dependencies(table, "a", &path, &needs);
		depmod_softdep(table, "a", &path, &needs);
		depmod_builtin(table, "a");
		module_name(table, name);
		module_glob(table, table);
		path = table;
		while (depmod_alias(&path, table, name))
			continue;
		path = table;
		while (depmod_builtin_alias(&path, table, name))
			continue;
		uevent_parse(data, length, &event);
		module_unpack(data, length, "x", &out);
		data = realloc(data, length + 1);
		data[length] = '\0';
		cmdline_blacklists(data, "a");
		cmdline_parameters(data, "a", &out);
		buffer_free(&out);
		free(data);
	}
}

static void test_cmdline(void **state)
{
	const char *line = "quiet e1000-e.debug=1 x.y=2 e1000_e.flag \"e1000_e.text=a b\" e1000_e. "
			   "e1000_e.q=\"c d\" modprobe.blacklist=one,t-wo blacklist=three";
	struct buffer out = { 0 };

	(void)state;
	cmdline_parameters(line, "e1000_e", &out);
	assert_string_equal(out.data, "debug=1 flag text=a b q=\"c d\"");
	buffer_free(&out);
	assert_true(cmdline_blacklists(line, "one") && cmdline_blacklists(line, "t_wo") &&
		    cmdline_blacklists(line, "three") && !cmdline_blacklists(line, "four"));
}

static void test_uevent(void **state)
{
	static const char add[] = "add@/devices/x\0ACTION=add\0DEVPATH=/devices/x\0SUBSYSTEM=pci\0"
				  "MODALIAS=pci:v1";
	struct uevent event;

	(void)state;
	assert_true(uevent_parse(add, sizeof(add), &event));
	assert_string_equal(event.action, "add");
	assert_string_equal(event.path, "/devices/x");
	assert_string_equal(event.subsystem, "pci");
	assert_string_equal(event.modalias, "pci:v1");
	assert_false(uevent_parse(add, sizeof(add) - 1, &event));	/* not terminated */
	assert_false(uevent_parse("libudev\0ACTION=add", 19, &event));
	assert_false(uevent_parse("", 0, &event));
}

static void expect_unpacked(void *packed, size_t length, const char *plain, size_t plain_length)
{
	struct buffer out = { 0 };
	size_t cut;

	assert_int_equal(module_unpack(packed, length, "m", &out), 0);
	assert_int_equal(out.length, plain_length);
	assert_memory_equal(out.data, plain, plain_length);
	for (cut = 6; cut < length; cut += 7) {
		out.length = 0;
		assert_true(module_unpack(packed, cut, "m", &out) < 0);
	}
	assert_non_null(strstr(fail_text(), " data: it is cut off"));
	buffer_free(&out);
}

static void test_unpack(void **state)
{
	static char plain[200000];
	static unsigned char packed[200000];
	z_stream gzip = { .next_in = (void *)plain, .avail_in = sizeof(plain),
			  .next_out = packed, .avail_out = sizeof(packed) };
	struct buffer out = { 0 };
	size_t i, length = 0;

	(void)state;
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = i * i >> 7;
	deflateInit2(&gzip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	assert_int_equal(deflate(&gzip, Z_FINISH), Z_STREAM_END);
	expect_unpacked(packed, gzip.total_out, plain, sizeof(plain));
	deflateEnd(&gzip);
	length = ZSTD_compress(packed, sizeof(packed), plain, sizeof(plain), 3);
	expect_unpacked(packed, length, plain, sizeof(plain));
	length = 0;
	assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, (void *)plain,
						 sizeof(plain), packed, &length, sizeof(packed)),
			 LZMA_OK);
	expect_unpacked(packed, length, plain, sizeof(plain));
	assert_int_equal(module_unpack("\177ELF", 4, "m", &out), 1);
}

/* A folder with a /sys of three cards, and tables that know the drivers of two. */
static char folder[] = "/tmp/modules-XXXXXX";

static void put(const char *path, const char *text)
{
	char full[512];

	snprintf(full, sizeof(full), "%s/%s", folder, path);
	*strrchr(full, '/') = '\0';
	assert_int_equal(make_folders(full), 0);
	full[strlen(full)] = '/';
	assert_int_equal(write_file(full, text), 0);
}

static void put_card(const char *address, const char *class, const char *product, bool driver)
{
	char path[256], text[128];

	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/class", address);
	put(path, class);
	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/vendor", address);
	put(path, "0x8086\n");
	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/device", address);
	snprintf(text, sizeof(text), "0x%s\n", product);
	put(path, text);
	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/modalias", address);
	snprintf(text, sizeof(text), "pci:v00008086d0000%ssv0\n", product);
	put(path, text);
	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/driver/x", address);
	if (driver)
		put(path, "");
}

static void expect_line(const struct buffer *out, const char *line)
{
	if (!strstr(out->data, line))
		fail_msg("\"%s\" is not in:\n%s", line, out->data);
}

static void test_report(void **state)
{
	struct module_tables tables;
	struct buffer out = { 0 };
	char sys[64], command[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	put_card("0000:00:01.0", "0x020000\n", "1111", true);
	put_card("0000:00:02.0", "0x030000\n", "2222", false);
	put_card("0000:00:03.0", "0x020000\n", "100e", false);
	put_card("0000:00:04.0", "0x020000\n", "3333", false);
	put_card("0000:00:05.0", "0x020000\n", "4444", false);
	put_card("0000:00:06.0", "0x020000\n", "5555", false);
	put("lib/modules/v/modules.alias.absent", "alias pci:v00008086d0000100esv* e1000\n"
						  "alias usb:v0B95p1790d* ax88179-178a\n");
	put("sys/bus/usb/devices/1-1:1.0/modalias", "usb:v0B95p1790d0100\n");
	put("sys/bus/usb/devices/1-2:1.0/modalias", "usb:v0001p0002d0100\n");
	put("lib/modules/v/modules.alias", "alias pci:v00008086d00003333sv* gone\n"
					   "alias pci:v00008086d00004444sv* test-broken\n");
	put("lib/modules/v/modules.dep", "kernel/gone.ko:\nkernel/test-broken.ko:\n");
	put("lib/modules/v/kernel/test-broken.ko", "no module");
	assert_int_equal(module_tables_open(&tables, folder, "v"), 0);
	snprintf(sys, sizeof(sys), "%s/sys", folder);
	assert_int_equal(driver_report_of(sys, &tables, &out), 5);
	expect_line(&out, "PCI 0000:00:03.0 [8086:100e] has no driver: module e1000 would serve "
			  "it, but it is not in this initrd\n");
	expect_line(&out, "PCI 0000:00:04.0 [8086:3333] has no driver: module gone would serve "
			  "it, but it is not in this initrd\n");
	expect_line(&out, "PCI 0000:00:05.0 [8086:4444] has no driver: module test_broken is in "
			  "this initrd, but did not load: could not insert module ");
	expect_line(&out, "PCI 0000:00:06.0 [8086:5555] has no driver, and no module known here "
			  "would serve it (pci:v00008086d00005555sv0)\n");
	expect_line(&out, "USB 1-1:1.0 [0B95:1790] has no driver: module ax88179_178a would serve "
			  "it, but it is not in this initrd\n");
	buffer_free(&out);
	module_tables_close(&tables);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_glob),	 cmocka_unit_test(test_tables),
		cmocka_unit_test(test_hostile),	 cmocka_unit_test(test_cmdline),
		cmocka_unit_test(test_uevent),	 cmocka_unit_test(test_unpack),
		cmocka_unit_test(test_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
