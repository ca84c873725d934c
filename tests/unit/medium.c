/* SPDX-License-Identifier: MIT */
/* Live media, laid out in a folder: which images are found, in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/added.h"
#include "boot/medium.h"
#include "core/error.h"
#include "core/io.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static char folder[] = "/tmp/medium-XXXXXX";

static void put(const char *path, const char *text)
{
	char *full = xasprintf("%s/%s", folder, path), *above = xstrdup(full);

	*strrchr(above, '/') = '\0';
	assert_int_equal(make_folders(above), 0);
	assert_int_equal(write_file(full, text), 0);
	free(above);
	free(full);
}

static int begin(void **state)
{
	(void)state;
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
	char *command = xasprintf("rm -rf %s", folder);
	int result = system(command);

	(void)state;
	free(command);
	return result;
}

/* The images, blank-separated, without the folder; "-" on failure. */
static const char *look(const char *choice)
{
	static char text[512];
	struct option_list choices = { &choice, choice ? 1 : 0 };
	struct medium medium;

	if (medium_look(folder, &choices, &medium) < 0)
		return "-";
	text[0] = '\0';
	for (size_t i = 0; i < medium.count; i++) {
		strcat(text, i ? " " : "");
		strcat(text, medium.images[i] + strlen(folder) + 1);
	}
	medium_free(&medium);
	return text;
}

static void a_root_is_none(void **state)
{
	(void)state;
	put("etc/passwd", "");
	put("live/notes.txt", "");
	assert_string_equal(look(NULL), "");
	assert_string_equal(look("live/gone.squashfs"), "-");
	assert_non_null(strstr(fail_text(), "no image live/gone.squashfs"));
}

static void every_maker_is_known(void **state)
{
	static const char *const paths[] = {
		"live/filesystem.squashfs", "live/grml64-full/grml64-full.squashfs",
		"LiveOS/squashfs.img", "LiveOS/rootfs.img", "LiveOS/ext3fs.img",
		"arch/x86_64/airootfs.sfs", "arch/x86_64/airootfs.erofs",
		"sysresccd/x86_64/airootfs.sfs", "casper/filesystem.squashfs",
		"casper/a.b.live.squashfs", "casper/server.installer.generic.squashfs",
		"nix-store.squashfs", "image.squashfs",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		char *full = xasprintf("%s/%s", folder, paths[i]);

		put(paths[i], "");
		assert_string_equal(look(NULL), paths[i]);
		assert_int_equal(unlink(full), 0);
		free(full);
	}
}

static void layers_come_lowest_first(void **state)
{
	(void)state;
	put("casper/minimal.squashfs", "");
	put("casper/minimal.de.squashfs", "");
	put("casper/minimal.standard.squashfs", "");
	assert_string_equal(look("minimal.de.squashfs"),
			    "casper/minimal.squashfs casper/minimal.de.squashfs");
	put("casper/minimal.standard.live.squashfs", "");
	assert_string_equal(look(NULL), "casper/minimal.squashfs casper/minimal.standard.squashfs "
			    "casper/minimal.standard.live.squashfs");
	put("casper/filesystem.squashfs", "");
	assert_string_equal(look(NULL), "casper/filesystem.squashfs");
}

static void the_top_is_found_without_its_name(void **state)
{
	(void)state;
	put("casper/a.squashfs", "");
	put("casper/a.b.squashfs", "");
	assert_string_equal(look(NULL), "casper/a.squashfs casper/a.b.squashfs");
}

static void two_are_named(void **state)
{
	int terminal = dup(STDIN_FILENO), pair[2];

	(void)state;
	assert_int_equal(pipe(pair), 0);
	dup2(pair[0], STDIN_FILENO);
	put("live/filesystem.squashfs", "");
	put("arch/x86_64/airootfs.sfs", "");
	put("arch/x86_64/airootfs.erofs", "");
	assert_string_equal(look(NULL), "-");
	assert_string_equal(fail_text(), "2 images could be the root: live/filesystem.squashfs, "
			    "arch/x86_64/airootfs.sfs: say which by --image");
	assert_string_equal(look("/arch/x86_64/airootfs.erofs"), "arch/x86_64/airootfs.erofs");
	dup2(terminal, STDIN_FILENO);
	close(terminal);
	close(pair[0]);
	close(pair[1]);
}

static void links_do_not_lead_out(void **state)
{
	char *link = xasprintf("%s/live/filesystem.squashfs", folder);

	(void)state;
	put("live/x", "");
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_string_equal(look(NULL), "");
	assert_int_equal(unlink(link), 0);
	assert_int_equal(symlink("x", link), 0);
	assert_string_equal(look(NULL), "live/filesystem.squashfs");
	free(link);
}

static void the_boot_loader_names_init(void **state)
{
	struct option_list none = { 0 };
	struct medium medium;

	(void)state;
	put("nix-store.squashfs", "");
	put("EFI/BOOT/grub.cfg", "linux /bzImage init=/nix/store/x/init root=LABEL=x\n");
	assert_int_equal(medium_look(folder, &none, &medium), 0);
	assert_string_equal(medium.who, "NixOS");
	assert_string_equal(medium.init, "/nix/store/x/init");
	medium_free(&medium);
}

static void added_are_parted(void **state)
{
	static const char *const wrong[] = { "", "f", "f:x", "http://h/x", ":/x", "f:/", "f:/x/" };
	struct added added;

	(void)state;
	assert_int_equal(added_parse("http://h:80/a:/nix-store.squashfs", &added), 0);
	assert_string_equal(added.from, "http://h:80/a");
	assert_string_equal(added.path, "/nix-store.squashfs");
	assert_int_equal(added.mode, 0644);
	added_free(&added);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(added_parse(wrong[i], &added), -1);
	assert_int_equal(added_check_member("f", UINT32_MAX), 0);
	assert_int_equal(added_check_member("f", UINT32_MAX + 1ULL), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_root_is_none),
		TEST(every_maker_is_known),
		TEST(layers_come_lowest_first),
		TEST(the_top_is_found_without_its_name),
		TEST(two_are_named),
		TEST(links_do_not_lead_out),
		TEST(the_boot_loader_names_init),
		cmocka_unit_test(added_are_parted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
