/* SPDX-License-Identifier: MIT */
/* boot/pxelinux: Debian's installer's way of writing it, and others'. boot/uki. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "boot/pxelinux.h"
#include "boot/uki.h"
#include "core/error.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static int include(void *data, const char *name, struct buffer *text)
{
	(void)data;
	if (strcmp(name, "self") == 0)
		buffer_text(text, "include self\n");
	else if (strcmp(name, "txt.cfg") == 0)
		buffer_text(text, "label install\n\tmenu label ^Install\n\tkernel d/linux\n"
			    "\tappend vga=788 initrd=d/initrd.gz --- quiet \n");
	else
		return fail_plain("%s: not there", name);
	return 0;
}

static int parse(struct pxelinux *config, const char *text)
{
	*config = (struct pxelinux){ .include = include };
	return pxelinux_parse(config, "default", text, strlen(text));
}

static void reads_menus(void **state)
{
	struct pxelinux config;
	const struct pxelinux_entry *entry;

	(void)state;
	assert_int_equal(parse(&config,
		"# comment\r\nPROMPT 0\nTimeOut 50\ndefault d/vesamenu.c32\n"
		"menu title Installer\ninclude gone.cfg\ninclude txt.cfg\n"
		"menu begin advanced\n  menu label ^Advanced options\n  menu title Advanced\n"
		"  label mainmenu\n  menu label Back..\n  menu exit\n"
		"  label expert\n  menu hide\n  linux d/linux\n  initrd a,b\n  ipappend 3\n"
		"menu end\n"
		"menu separator\nlabel local\n menu default\n localboot 0\n text help\nlabel no\n"
		"endtext\n"), 0);
	assert_true(config.shows_menu);
	assert_int_equal(config.timeout, 50);
	assert_string_equal(config.menus[0].title, "Installer");
	assert_int_equal(config.count, 6);
	entry = pxelinux_find(&config, "INSTALL");
	assert_string_equal(entry->text, "Install");
	assert_int_equal(entry->key, 'i');
	assert_string_equal(entry->append, "vga=788 initrd=d/initrd.gz --- quiet");
	assert_int_equal(config.entries[1].kind, PXELINUX_SUBMENU);
	assert_string_equal(config.entries[1].text, "Advanced options");
	assert_int_equal(config.entries[2].kind, PXELINUX_BACK);
	entry = pxelinux_find(&config, "expert");
	assert_int_equal(entry->menu, 1);
	assert_true(entry->hidden);
	assert_string_equal(entry->initrd, "a,b");
	assert_int_equal(entry->sysappend, 3);
	assert_int_equal(config.entries[4].kind, PXELINUX_GAP);
	entry = pxelinux_find(&config, "local");
	assert_int_equal(entry->kind, PXELINUX_LOCAL);
	assert_true(entry->is_default && entry->menu == 0);
	assert_null(pxelinux_find(&config, "no"));
	pxelinux_free(&config);
}

static void ends_circles(void **state)
{
	struct pxelinux config;

	(void)state;
	assert_int_equal(parse(&config, "\ninclude self\n"), -1);
	assert_non_null(strstr(fail_text(), "default:2: self:1: "));
	assert_non_null(strstr(fail_text(), "includes itself"));
	pxelinux_free(&config);
}

static void searches_in_order(void **state)
{
	static const char *const names[] = { "u", "01-52-54-00-12-34-56", "C0A84D32", "C0A84D3",
		"C0A84D", "C0A84", "C0A8", "C0A", "C0", "C", "default" };
	char name[64];
	unsigned i;

	(void)state;
	for (i = 0; pxelinux_name(i, "u", "52-54-00-12-34-56", "C0A84D32", name); i++)
		assert_string_equal(name, names[i]);
	assert_int_equal(i, 11);
	assert_true(pxelinux_name(0, "", "", "", name));
	assert_string_equal(name, "default");
}

static void takes_images_apart(void **state)
{
	uint8_t file[256] = "MZ";
	struct uki uki;

	(void)state;
	file[0x3c] = 64;
	memcpy(file + 64, "PE\0\0", 4);
	file[64 + 6] = 1;
	memcpy(file + 64 + 24, ".linux\0", 8);
	file[64 + 24 + 8] = 10;
	file[64 + 24 + 16] = 16;
	file[64 + 24 + 20] = 200;
	assert_int_equal(uki_parse(file, sizeof(file), &uki), 1);
	assert_int_equal(uki.linux_image.offset, 200);
	assert_int_equal(uki.linux_image.length, 10);
	assert_int_equal(uki_parse(file, 205, &uki), -1);
	file[64 + 7] = 9;
	assert_int_equal(uki_parse(file, sizeof(file), &uki), -1);
	assert_int_equal(uki_parse(file, 60, &uki), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_menus),
		cmocka_unit_test(ends_circles),
		cmocka_unit_test(searches_in_order),
		cmocka_unit_test(takes_images_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
