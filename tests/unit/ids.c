/* SPDX-License-Identifier: MIT */
/* dev/ids: names of every depth, and none where there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/text.h"
#include "dev/ids.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static const char table[] = "# comment\n"
			    "1af4  Red Hat, Inc.\n"
			    "\t1041  network device\n"
			    "\t\t1af4 1100  QEMU\n"
			    "\t1042  block device\n"
			    "8086  Intel\n"
			    "\t1041  another\n"
			    "C 02  Network controller\n"
			    "\t00  Ethernet controller\n"
			    "\t80  Other\n"
			    "C 0c  Serial bus controller\n"
			    "\t03  USB controller\n"
			    "\t\t30  XHCI\n";

static void expect(bool found, struct slice name, const char *wanted)
{
	assert_int_equal(found, wanted != NULL);
	if (wanted)
		assert_true(slice_equal(name, wanted));
}

static void finds_names(void **state)
{
	struct slice ids = slice_of(table), name = { 0 };

	(void)state;
	expect(ids_device(ids, 0x1af4, -1, -1, -1, &name), name, "Red Hat, Inc.");
	expect(ids_device(ids, 0x1af4, 0x1042, -1, -1, &name), name, "block device");
	expect(ids_device(ids, 0x8086, 0x1041, -1, -1, &name), name, "another");
	expect(ids_device(ids, 0x1af4, 0x1041, 0x1af4, 0x1100, &name), name, "QEMU");
	expect(ids_device(ids, 0x1af4, 0x1042, 0x1af4, 0x1100, &name), name, NULL);
	expect(ids_device(ids, 0x8086, 0x1042, -1, -1, &name), name, NULL);
	expect(ids_device(ids, 0x02, -1, -1, -1, &name), name, NULL);
	expect(ids_class(ids, 0x02, 0x00, -1, &name), name, "Ethernet controller");
	expect(ids_class(ids, 0x02, -1, -1, &name), name, "Network controller");
	expect(ids_class(ids, 0x0c, 0x03, 0x30, &name), name, "XHCI");
	expect(ids_class(ids, 0x0c, 0x00, -1, &name), name, NULL);
}

static void survives_any_bytes(void **state)
{
	struct slice name;

	(void)state;
	for (size_t cut = 0; cut < sizeof(table); cut++) {
		struct slice ids = { table, cut };

		ids_device(ids, 0x1af4, 0x1041, 0x1af4, 0x1100, &name);
		ids_class(ids, 0x0c, 0x03, 0x30, &name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_names),
		cmocka_unit_test(survives_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
