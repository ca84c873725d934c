/* SPDX-License-Identifier: MIT */
/* boot/newc, boot/initrd_segments, boot/initrd_look, boot/boot_check, dev/module_index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "boot/boot_check.h"
#include "boot/initrd_look.h"
#include "core/error.h"
#include "core/text.h"
#include "dev/module_index.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

#define FOLDER "usr/lib/modules/6.1.0-1-amd64"

static void pad(struct buffer *to)
{
	while (to->length & 3)
		buffer_add(to, "", 1);
}

static void add(struct buffer *to, const char *name, unsigned mode, const void *bytes,
		size_t length)
{
	buffer_format(to, "070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", 0, mode,
		      0, 0, 1, 0, length, 0, 0, 0, 0, strlen(name) + 1, 0);
	buffer_add(to, name, strlen(name) + 1);
	pad(to);
	buffer_add(to, bytes, length);
	pad(to);
}

static void add_text(struct buffer *to, const char *name, unsigned mode, const char *text)
{
	add(to, name, mode, text, strlen(text));
}

static void end(struct buffer *to)
{
	add(to, "TRAILER!!!", 0, "", 0);
}

static void add_gzip(struct buffer *to, const struct buffer *plain)
{
	z_stream stream = { .next_in = (uint8_t *)plain->data, .avail_in = plain->length };
	size_t room = compressBound(plain->length) + 64;
	uint8_t *packed = xmalloc(room);

	assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	stream.next_out = packed;
	stream.avail_out = room;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	buffer_add(to, packed, room - stream.avail_out);
	deflateEnd(&stream);
	free(packed);
}

/* An early archive, plain, of a microcode; then a gzip segment; then one more, plain. */
static void make_initrd(struct buffer *initrd, const char *driver)
{
	struct buffer main = { 0 };
	char image[5000] = "hsqs";

	add_text(initrd, "kernel/x86/microcode", S_IFREG | 0644, "bytes");
	end(initrd);
	buffer_add(initrd, "\0\0\0\0\0\0\0\0", 8);
	add_text(&main, "lib", S_IFLNK | 0777, "usr/lib");
	add_text(&main, "./init", S_IFLNK | 0777, "/bin/../sbin/./start");
	add_text(&main, "sbin", S_IFLNK | 0777, "usr/sbin");
	add_text(&main, "usr/sbin/start", S_IFREG | 0755, "#!");
	add_text(&main, FOLDER "/modules.alias", S_IFREG | 0644,
		 "alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000\n"
		 "alias virtio:d1v* virtio_net\n");
	add_text(&main, FOLDER "/modules.dep", S_IFREG | 0644,
		 "kernel/e1000.ko.xz:\nkernel/virtio_net.ko: kernel/failover.ko\n"
		 "kernel/failover.ko:\nkernel/overlay.ko:\n");
	add_text(&main, FOLDER "/modules.builtin", S_IFREG | 0644,
		 "kernel/drivers/block/loop.ko\n");
	add_text(&main, FOLDER "/kernel/virtio_net.ko", S_IFREG | 0644, "ELF");
	add_text(&main, FOLDER "/kernel/overlay.ko", S_IFREG | 0644, "ELF");
	add_text(&main, driver, S_IFREG | 0644, "ELF");
	end(&main);
	add_gzip(initrd, &main);
	pad(initrd);
	add(initrd, "nix-store.squashfs", S_IFREG | 0444, image, sizeof(image));
	end(initrd);
	buffer_free(&main);
}

static void looks_into_segments(void **state)
{
	struct initrd_look look = { .version = "6.1.0-1-amd64", .copy_fd = -1 };
	struct buffer initrd = { 0 };

	(void)state;
	make_initrd(&initrd, FOLDER "/kernel/failover.ko");
	assert_int_equal(initrd_look(&look, initrd.data, initrd.length), 0);
	assert_string_equal(look.modules.folder, FOLDER);
	assert_true(initrd_has(&look, "/kernel/x86/microcode"));
	assert_true(initrd_has(&look, "/init"));
	assert_true(initrd_has(&look, "lib//modules/6.1.0-1-amd64/kernel/overlay.ko"));
	assert_false(initrd_has(&look, "/etc"));
	assert_false(initrd_has_plain(&look, "lib/modules/6.1.0-1-amd64/kernel/overlay.ko"));
	assert_int_equal(look.image_count, 1);
	assert_string_equal(look.images[0].name, "nix-store.squashfs");
	assert_int_equal(look.images[0].size, 5000);
	assert_memory_equal(initrd.data + look.images[0].offset, "hsqs", 4);
	initrd_look_free(&look);
	buffer_free(&initrd);
}

static void follows_no_circle(void **state)
{
	struct initrd_look look = { .copy_fd = -1 };
	struct buffer initrd = { 0 };

	(void)state;
	add_text(&initrd, "a", S_IFLNK | 0777, "b");
	add_text(&initrd, "b", S_IFLNK | 0777, "a/x");
	add_text(&initrd, "up", S_IFLNK | 0777, "../../..");
	end(&initrd);
	assert_int_equal(initrd_look(&look, initrd.data, initrd.length), 0);
	assert_false(initrd_has(&look, "/a/init"));
	assert_false(initrd_has(&look, "/up/init"));
	assert_true(initrd_has(&look, "/up/c/.././up"));	/* the root, listed or not */
	initrd_look_free(&look);
	buffer_free(&initrd);
}

static void tells_damage(void **state)
{
	static const struct { const char *bytes; size_t length; int result; const char *text; }
	rows[] = {
		{ "07070X", 6, -1, "cut off" },
		{ "nonsense", 8, -1, "at byte 0: damaged" },
		{ "\x02\x21\x4c\x18....", 8, 1, "packed by lz4" },
		{ "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10, -1, "gzip data: it is cut off" },
		{ "\0\0\0\0\xfd" "7zXZ\0\0", 11, -1, "at byte 4: xz data" },
		{ "\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff", 9, -1, "zstd data" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct initrd_look look = { .copy_fd = -1 };

		assert_int_equal(initrd_look(&look, rows[i].bytes, rows[i].length), rows[i].result);
		if (!strstr(fail_text(), rows[i].text))
			fail_msg("%s", fail_text());
		initrd_look_free(&look);
	}
}

/* Facts of a machine with one virtio card, of an initrd that has or lacks its driver's need. */
static void judge(const char *driver, const char *version, const char *cmdline, int image_init,
		  const char *lacks, bool card_alone)
{
	struct initrd_look look = { .copy_fd = -1 };
	struct buffer initrd = { 0 };
	struct boot_facts facts = {
		.look = &look, .version = version, .cmdline = cmdline, .card = "eth0",
		.devices = { { "virtio:d1v0", "virtio_net" } }, .device_count = 1,
		.image_init = image_init,
	};
	struct boot_findings findings;

	text_copy(look.version, sizeof(look.version), version);
	make_initrd(&initrd, driver);
	assert_int_equal(initrd_look(&look, initrd.data, initrd.length), 0);
	boot_check(&facts, &findings);
	assert_string_equal(findings.lacks.data ? findings.lacks.data : "", lacks);
	assert_int_equal(findings.card_alone, card_alone);
	buffer_free(&findings.lacks);
	initrd_look_free(&look);
	buffer_free(&initrd);
}

static void says_what_is_missing(void **state)
{
	static const char version[] = "6.1.0-1-amd64";
	static const char failover[] = FOLDER "/kernel/failover.ko", squashfs[] = FOLDER "/other";

	(void)state;
	/* squashfs is neither in modules.dep nor built in. */
	judge(failover, version, "quiet", INIT_UNKNOWN, "module squashfs", false);
	judge(squashfs, version, "root=/dev/vda", INIT_UNKNOWN,
	      "module squashfs, a driver for eth0 (module virtio_net)", false);
	judge(failover, version, "init=/nix/store/x/init", INIT_IS_NOT_THERE,
	      "init=/nix/store/x/init (nor is it in nix-store.squashfs), module squashfs", false);
	judge(failover, version, "init=/nix/store/x/init", INIT_IS_THERE, "module squashfs", false);
	judge(failover, version, "rdinit=/none", INIT_UNKNOWN, "rdinit=/none, module squashfs",
	      false);
	judge(failover, "6.2", "", INIT_UNKNOWN,
	      "modules of kernel 6.2 (it has those of 6.1.0-1-amd64)", false);
}

/* A trie by hand: root "" with child 'a' prefix "b" value "x" (key "ab"), and a circle. */
static void reads_indices(void **state)
{
	static const char index[] =
		"\xb0\x07\xf4\x57\0\2\0\1\x20\0\0\x0c"
		"aa\xc0\0\0\x12"
		"b\0\0\0\0\1\0\0\0\0x";
	static const char circle[] = "\xb0\x07\xf4\x57\0\2\0\1\x20\0\0\x0c" "aa\x20\0\0\x0c";
	const struct module_index_row row = { "alias ", " ", .end = '\n' };
	struct buffer rows = { 0 };

	(void)state;
	assert_true(module_index_rows((struct slice){ index, sizeof(index) }, &row, &rows));
	assert_string_equal(rows.data, "alias ab x\n");
	assert_false(module_index_rows((struct slice){ index, 20 }, &row, &rows));
	assert_false(module_index_rows((struct slice){ circle, sizeof(circle) }, &row, &rows));
	buffer_free(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_into_segments),
		cmocka_unit_test(follows_no_circle),
		cmocka_unit_test(tells_damage),
		cmocka_unit_test(says_what_is_missing),
		cmocka_unit_test(reads_indices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
