/* SPDX-License-Identifier: MIT */
/* net/lease: a lease as shell lines, values, resolv.conf, and read again from its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io.h"
#include "net/lease.h"
#include "net/resolv.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static struct ip_address ip(const char *text)
{
	struct ip_address address;

	assert_int_equal(ip_address_parse(text, 0, &address), 0);
	return address;
}

static struct lease sample(void)
{
	struct lease lease = { .interface = "eth0", .address = ip("10.0.0.5/24"),
			       .broadcast = ip("10.0.0.255"), .server = ip("10.0.0.1"),
			       .routes = { { ip("10.9.0.0/16"), { 0 } },
					   { ip("0.0.0.0/0"), ip("10.0.0.1") } },
			       .route_count = 2, .dns = { ip("10.0.0.1"), ip("fe80::1") },
			       .dns_count = 2, .search = "a.example b.example", .mtu = 1400,
			       .seconds = 600, .renew = 300, .rebind = 525,
			       .boot_file = "it's.efi", .client_id = { 1, 2, 3 },
			       .client_id_length = 3 };

	return lease;
}

static void lines(void **state)
{
	struct lease lease = sample();
	struct buffer out = { 0 };

	(void)state;
	lease_lines(&lease, &out);
	assert_string_equal(out.data,
			    "ip link set eth0 up\n"
			    "ip link set eth0 mtu 1400\n"
			    "ip addr replace 10.0.0.5/24 broadcast 10.0.0.255 dev eth0"
			    " valid_lft 600 preferred_lft 600\n"
			    "ip route replace 10.9.0.0/16 dev eth0\n"
			    "ip route replace default via 10.0.0.1 dev eth0\n"
			    "printf '%s\\n' 'search a.example b.example' 'nameserver 10.0.0.1'"
			    " 'nameserver fe80::1%eth0' >/etc/resolv.conf\n");
	buffer_free(&out);
	lease_summary(&lease, &out);
	assert_string_equal(out.data, "eth0: 10.0.0.5/24 via 10.0.0.1, lease 600 s from 10.0.0.1");
	buffer_free(&out);
	lease = (struct lease){ .interface = "eth0", .address = ip("10.0.0.5/32") };
	lease_summary(&lease, &out);
	assert_string_equal(out.data, "eth0: 10.0.0.5/32, lease without end");
	buffer_free(&out);
	lease_resolver(&lease, &out);
	assert_int_equal(out.length, 0);
}

static void written_and_read(void **state)
{
	struct lease lease = sample(), again;
	char folder[] = "/tmp/lease.XXXXXX", *path, *command;
	struct buffer out = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	path = xasprintf("%s/deep/lease", folder);
	assert_int_equal(lease_write(&lease, path), 0);
	assert_int_equal(lease_read(&again, path), 0);
	assert_string_equal(again.interface, "eth0");
	assert_true(ip_address_equal(&again.address, &lease.address));
	assert_int_equal(again.address.prefix, 24);
	assert_true(ip_address_equal(&again.server, &lease.server));
	assert_int_equal(again.client_id_length, 3);
	assert_memory_equal(again.client_id, lease.client_id, 3);
	assert_true(ip_address_equal(lease_gateway(&again), &lease.routes[1].via));
	assert_int_equal(again.dns_count, 2);
	assert_true(ip_address_equal(&again.dns[1], &lease.dns[1]));
	/* A shell reads the same. */
	command = xasprintf(". %s; test \"$BOOT_FILE\" = \"it's.efi\" && test \"$SEARCH\" = "
			    "'a.example b.example' && test \"$DNS\" = '10.0.0.1 fe80::1'", path);
	assert_int_equal(system(command), 0);
	free(command);
	assert_int_equal(write_file(path, "INTERFACE=eth0\nADDRESS=1.2.3\nPREFIX=99\n"), 0);
	assert_true(lease_read(&again, path) < 0);
	assert_int_equal(write_file(path, "ADDRESS=1.2.3.4\nPREFIX=24\n"), 0);
	assert_true(lease_read(&again, path) < 0);
	assert_int_equal(write_file(path, "INTERFACE=eth0\nADDRESS=1.2.3.4\nPREFIX=24\n"
				    "DNS='1.2.3.4 x'\n"), 0);
	assert_true(lease_read(&again, path) < 0);
	assert_int_equal(write_file(path, ""), 0);
	assert_true(lease_read(&again, path) < 0);
	/* A link is followed to its file, and replaced when there is none. */
	unlink(path);
	assert_int_equal(symlink("target", path), 0);
	assert_int_equal(resolv_write(path, "one\n"), 0);
	assert_int_equal(unlink(path), 0);
	command = xasprintf("%s/deep/target", folder);
	assert_int_equal(write_file(command, "old\n"), 0);
	assert_int_equal(symlink("target", path), 0);
	assert_int_equal(resolv_write(path, "two\n"), 0);
	assert_int_equal(read_file(command, &out, 100), 0);
	assert_string_equal(out.data, "two\n");
	buffer_free(&out);
	free(command);
	command = xasprintf("rm -r %s", folder);
	assert_int_equal(system(command), 0);
	free(command);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines), cmocka_unit_test(written_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
